import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './files-in.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly runs: { readonly steps: readonly { readonly run?: string; readonly env?: Record<string, string> }[] };
}

const folder = mkdtempSync(join(tmpdir(), 'rollcall-action-'));
afterAll(() => rmSync(folder, { recursive: true }));

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const [step] = action.runs.steps;

/** Runs the script of the action with a stand-in for npx that prints its arguments, one per line. */
function argumentsOf(inputs: Readonly<Record<string, string>>): string[] {
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
  chmodSync(join(folder, 'npx'), 0o755);
  const values = Object.entries(step?.env ?? {}).map(([name, text]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(text)?.[1] ?? '';
    return [name, inputs[input] ?? action.inputs[input]?.default ?? ''];
  });
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const environment = { PATH: `${folder}${delimiter}${process.env['PATH']}`, GITHUB_OUTPUT: output };
  const options = { env: { ...environment, ...Object.fromEntries(values) }, encoding: 'utf8' } as const;
  return execFileSync('bash', ['-e', '-c', step?.run ?? ''], options)
    .trimEnd()
    .split('\n');
}

it('runs the scenario with each threshold of its own line', () => {
  const thresholds = 'lambda.environments <= 10\n\nlambda.latency.max < 3 * server.latency.max\n';
  expect(argumentsOf({ scenario: 'a b.yaml', thresholds })).toEqual([
    ...['--yes', 'rollcall@0', 'run', 'a b.yaml', '--yes', '--quiet', '--out', 'rollcall-report'],
    ...['--junit', 'rollcall-report-junit.xml', '--invalid-exit-code', '3'],
    ...['--threshold', 'lambda.environments <= 10', '--threshold', 'lambda.latency.max < 3 * server.latency.max'],
  ]);
});

it('takes inputs as text, never as commands', () => {
  const hostile = '"; touch owned; $(touch owned) `touch owned`';
  expect(argumentsOf({ scenario: hostile, thresholds: hostile })).toEqual(expect.arrayContaining([hostile]));
  for (const { run = '' } of action.runs.steps) expect(run).not.toContain('${{');
});
