import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';
import type { Parameter, Template } from './template.ts';
import { parseTemplate } from './template-yaml.ts';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);

/** One command a line. */
const commands = blocks('sh').join('').replaceAll('\\\n', ' ').split('\n');

const parametersOf = (template: string): Readonly<Record<string, Parameter>> => {
  const file = join(root, 'targets/deploy', template.split('/').at(-1) ?? '');
  return (parseTemplate(readFileSync(file, 'utf8')).template as Partial<Template>).Parameters ?? {};
};

describe('docs/distributed.md', () => {
  const fleet = readFileSync(join(root, 'docs/distributed.md'), 'utf8').replaceAll('\\\n', ' ');
  const [deploy = ''] = fleet.split('\n').filter((line) => line.startsWith('aws cloudformation deploy'));

  it('gives the stack of the workers what it needs, and removes it', () => {
    const parameters = parametersOf(/--template-file (\S+)/.exec(deploy)?.[1] ?? '');
    const needed = Object.keys(parameters).filter((name) => parameters[name]?.Default === undefined);
    const given = [...deploy.matchAll(/ ([A-Z]\w+)=/g)].map(([, name = '']) => name);
    expect(given).toEqual(needed);
    expect(deploy).toContain('--stack-name rollcall-fleet --tags rollcall=rollcall-fleet ');
    expect(fleet).toContain('aws cloudformation delete-stack --stack-name rollcall-fleet');
  });

  it('makes every configuration and secret that the manifests name, and that they do not make', () => {
    const made = [...fleet.matchAll(/create (?:configmap|secret generic) (\S+)/g)].map(([, name]) => name);
    const manifests = ['nats', 'workers', 'coordinator'].map((name) =>
      readFileSync(join(root, `targets/deploy/fleet/${name}.yaml`), 'utf8'),
    );
    const named = manifests.flatMap((text) =>
      [...text.matchAll(/(?:secretName: |(?:configMap|configMapRef): \{ name: )([\w-]+)/g)].map(([, name]) => name),
    );
    expect([...made, 'rollcall-nats'].sort()).toEqual([...new Set(named)].sort());
  });
});

describe('docs/deploy.md', () => {
  const deploys = commands.filter((command) => command.startsWith('aws cloudformation deploy'));

  it('deploys each of the five templates', () => {
    const deployed = deploys.map((command) => /([a-z-]+\.yaml)/.exec(command)?.[1]);
    expect(deployed.sort()).toEqual([
      'code-bucket.yaml',
      'event-function.yaml',
      'fargate-server.yaml',
      'managed-instances.yaml',
      'web-function.yaml',
    ]);
  });

  it.each(deploys)('gives a stack the parameters that it needs, and none that it has not: %s', (command) => {
    const parameters = parametersOf(/--template-file (\S+)/.exec(command)?.[1] ?? '');
    const given = [...command.matchAll(/[ "]([A-Z]\w+)=/g)].map(([, name = '']) => name);
    expect(given.filter((name) => !Object.hasOwn(parameters, name))).toEqual([]);
    const needed = Object.keys(parameters).filter((name) => parameters[name]?.Default === undefined);
    expect(needed.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('allows those with roles to have them, and names each stack in its tag', () => {
    for (const command of deploys) {
      const stack = /--stack-name (\S+)/.exec(command)?.[1];
      expect(command).toContain(`--tags rollcall=${stack} `);
      expect(command.includes('CAPABILITY_IAM')).toBe(stack !== 'rollcall-code');
    }
  });

  it('removes every stack that it deploys', () => {
    const removal = text.slice(text.indexOf('## Removing'));
    for (const command of deploys) expect(removal).toContain(/--stack-name (\S+)/.exec(command)?.[1]);
  });

  it('has targets as scenarios take them', () => {
    const targets = blocks('yaml').flatMap((block) => {
      const value = parse(block) as { targets: unknown[] } | unknown[];
      return Array.isArray(value) ? value : value.targets;
    });
    const workload = { kind: 'builtin', call: { ioMs: 5 } };
    const scenario = { name: 's', question: 'q', workload, targets, load: [{ name: 'l', kind: 'burst', size: 1 }] };
    const parsed = parseScenario(JSON.stringify(scenario), { file: 'docs/deploy.md' });
    expect(parsed.targets.map(({ kind }) => kind)).toEqual([
      'lambda-url',
      'lambda-invoke',
      'lambda-url',
      'lambda-web',
      'http',
    ]);
  });
});
