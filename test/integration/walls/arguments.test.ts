import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ServerConfig } from '../../../src/model/platform/programs.ts';
import { fixture, LocalLambda, LocalProgram } from '../environment/local-lambda.ts';
import { eventually, pidOf, rollcallHere, scenarioFile, startRollcall, temporaryDirectory } from '../rollcall.ts';
import { functionFile, startForTest } from '../target-program.ts';

const secret = 'secret-of-this-test-6c1f4b';

/** Of a process and of all that it has started. */
function commandLines(pid: number): string[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = table.map((line) => line.trim().split(/ +/).map(Number));
  const below = (parent: number): number[] =>
    parents.flatMap(([child = 0, of]) => (of === parent ? [child, ...below(child)] : []));
  return [pid, ...below(pid)].map((each) => commandLine(each).replaceAll('\0', ' ').trim());
}

/** Of a process that has ended meanwhile it is empty. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function expectNone(lines: readonly string[], secrets: readonly string[], program: RegExp): void {
  // What is looked for is looked for in the right place.
  expect(lines.some((line) => program.test(line))).toBe(true);
  for (const each of secrets) {
    expect(each).not.toBe('');
    expect(lines.filter((line) => line.includes(each))).toEqual([]);
  }
}

it('local with --auth AWS_IAM, --https and variables: neither keys nor values', async () => {
  const args = [functionFile('who.mjs'), '--auth', 'AWS_IAM', '--https', '--env', `PASSWORD=${secret}`];
  await using local = await LocalProgram.start(args);
  await local.invoke();
  const lines = commandLines(local.pid);
  expect(lines[0]).toBe('rollcall local');
  expectNone(lines, [secret, local.ready.credentials.secretAccessKey, 'PRIVATE KEY'], /bootstrap\.cjs/);
});

it('--env with a name alone takes the value from here; one that is not set is told', async () => {
  await using local = await LocalProgram.start([fixture('tell.mjs'), '--env', 'PASSWORD'], { PASSWORD: secret });
  expect((await local.invoke()).answer.variables.PASSWORD).toBe(secret);
  expectNone(commandLines(local.pid), [secret], /bootstrap\.cjs/);
  const { code, stderr } = await rollcallHere('local', fixture('tell.mjs'), '--env', 'NOT_SET_HERE');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      '--env: expected KEY=VALUE, or the name of a variable of the caller, got "NOT_SET_HERE"\n  see `rollcall local --help`\n',
  });
});

it('local under the model web', async () => {
  await using local = await LocalProgram.start([
    functionFile('who.mjs'),
    '--model',
    'web',
    '--env',
    `PASSWORD=${secret}`,
  ]);
  expect((await fetch(local.ready.functionUrl)).status).toBe(200);
  expectNone(commandLines(local.pid), [secret], /targets\/server\/main/);
});

it('a server of three processes', async () => {
  const config: ServerConfig = {
    handler: { file: functionFile('who.mjs'), export: 'handler' },
    ...{ processes: 3, host: '127.0.0.1', port: 0, backlog: 128, environment: { PASSWORD: secret } },
  };
  const program = await startForTest({ program: 'targets/server/main', config });
  const lines = commandLines(program.pid);
  expect(lines.filter((line) => /targets\/server\/worker/.test(line))).toHaveLength(3);
  expectNone(lines, [secret], /targets\/server\/worker/);
});

it('a run, with secrets in its file and in its options', async () => {
  const file = await scenarioFile(`
name: secret
question: Who sees it?
workload: { kind: function, file: ${functionFile('who.mjs')} }
request: { headers: { authorization: ${secret}-header } }
targets:
  - { name: lambda, kind: local-lambda, environment: { PASSWORD: ${secret}-lambda } }
  - { name: server, kind: node-server, processes: 2, environment: { PASSWORD: ${secret}-server } }
load: [{ kind: sequential, name: calls, requests: 10 }]
`);
  const out = join(await temporaryDirectory(), 'run');
  const { child, ended } = startRollcall('run', file, '--out', out, '--set', `request.headers.x-key=${secret}-option`);
  const pid = pidOf(child);
  const seen: string[] = [];
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  // Node itself is started with them: they are there until the command is read.
  expect(await eventually(() => commandLine(pid).startsWith('rollcall run'))).toBe(true);
  expect(
    await eventually(() => {
      seen.push(...commandLines(pid));
      return seen.some((line) => line.includes('bootstrap.cjs')) && seen.some((line) => line.includes('server/worker'));
    }),
  ).toBe(true);
  while (!isOver) {
    seen.push(...commandLines(pid));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expectNone(seen, [secret], /targets\/lambda\/main/);
  expect((await ended).code).toBe(0);
});

it('200 functions with variables of almost 4 KB each start, and each has its own', async () => {
  const directory = await temporaryDirectory();
  const lines = Array.from({ length: 200 }, (_, index) => {
    const value = `${index}-${'x'.repeat(3900)}`;
    return `  - { name: f${index}, file: ${fixture('tell.mjs')}, environment: { BIG: ${value} }, taskRoot: writable }`;
  });
  const file = join(directory, 'functions.yaml');
  await writeFile(file, `functions:\n${lines.join('\n')}\n`);
  await using local = await LocalLambda.start([file, '--quiet']);
  expect(local.ready.functions).toHaveLength(200);
  for (const index of [0, 199]) {
    const { answer } = await local.invoke({}, `f${index}`);
    expect(answer.variables.BIG).toBe(`${index}-${'x'.repeat(3900)}`);
  }
});
