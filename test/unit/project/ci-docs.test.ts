import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import yargs from 'yargs';
import { abCommand } from '../../../src/cli/ab/ab.ts';
import { compareCommand } from '../../../src/cli/compare/compare.ts';
import { historyCommand } from '../../../src/cli/history.ts';
import { reportCommand } from '../../../src/cli/report/report.ts';
import { runCommand } from '../../../src/cli/run/run.ts';
import { parseLocated } from '../../../src/scenario/reading/parse.ts';
import { root } from './files-in.ts';

const documents = ['docs/ci.md', 'docs/README.md', 'docs/examples/github-workflow.yml'];
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The fenced blocks of a language. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, block = '']) => (of === language ? [block] : []));

const yamlBlocks = blocks(textOf('docs/ci.md'), 'yaml');
const blockWith = (text: string) => yamlBlocks.find((block) => block.includes(text)) ?? '';

/** Each string in a document, such as the script of a step. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const known = [abCommand, compareCommand, historyCommand, reportCommand, runCommand];
const name = new RegExp(
  `(?:^|[\\s\`])rollcall(?:@\\d+)? (?=(?:${known.map(({ command }) => `${command}`.split(' ')[0]).join('|')}) )`,
);

/** The arguments of each rollcall command in a script, as a shell splits them. */
const commandsIn = (script: string): string[][] =>
  script
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const rest = line
        .split(name)[1]
        ?.replace(/ {2,}#.*$/, '')
        .replace(/`.*$/, '');
      if (rest === undefined) return [];
      return [
        [...rest.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
          ([, single, double, plain]) => single ?? double ?? plain ?? '',
        ),
      ];
    });

const scriptsOf = (file: string): string[] => {
  const text = textOf(file);
  if (file.endsWith('.yml')) return textsIn(parse(text));
  return [
    text.replaceAll(/^```yaml\n.*?^```$/gms, ''),
    ...blocks(text, 'yaml').flatMap((block) => textsIn(parse(block))),
  ];
};

const commands = documents.flatMap((file) => scriptsOf(file).flatMap(commandsIn));

/** As the command line does, without doing what the command does. */
async function accept(args: readonly string[]): Promise<object> {
  const parser = yargs([...args])
    .strict()
    .exitProcess(false);
  for (const command of known) parser.command({ ...command, handler: () => {} } as typeof runCommand);
  return parser
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
}

describe('the documentation of CI', () => {
  it('has YAML that parses: a workflow, a pipeline, a step and a scenario', () => {
    const parsed = yamlBlocks.map((block) => parse(block) as object);
    expect(parsed.map((one) => Object.keys(one)[0])).toEqual(['0', 'name', 'name', 'performance']);
    expect(parse(blockWith('pull_request'))).toMatchObject({ jobs: { ab: { steps: expect.any(Array) } } });
  });

  it('has a scenario that is valid', () => {
    const { value } = parseLocated(blockWith('# load/pull-request.yaml'), { file: 'pull-request.yaml' });
    expect(value).toMatchObject({ name: 'pull-request', targets: [{ kind: 'server', cwd: '..' }] });
  });

  it('has commands', () => {
    expect(commands.length).toBeGreaterThanOrEqual(9);
    expect(commands.map(([command]) => command)).toEqual(
      expect.arrayContaining(['ab', 'compare', 'history', 'report', 'run']),
    );
  });

  it.each(commands.map((args) => [args.join(' '), args] as const))(
    'the command line accepts `rollcall %s`',
    async (_, args) => {
      await expect(accept(args)).resolves.toHaveProperty('_');
    },
  );

  it('an option that does not exist would be found', async () => {
    await expect(accept(['ab', '--base', 'base', '--head', 'head', 'pr.yaml', '--margins', '5%'])).rejects.toThrow(
      'margins',
    );
    await expect(accept(['ab', '--base', 'base', 'pr.yaml'])).rejects.toThrow('head');
  });
});
