import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runResultSchema } from '../../../src/model/run-result.ts';
import { CommandProcess } from '../command-process.ts';
import { rollcallHere, temporaryDirectory } from '../rollcall.ts';

let requests = 0;
const server = createServer((_, answer) => {
  requests += 1;
  answer.end('yes');
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  requests = 0;
});

/** Runs that begin together, which are ten pairs: each in a process of its own. */
const together = 5;
const sent = 5;

let folder: string;
let processes: CommandProcess[];
beforeAll(async () => {
  folder = await folderWithScenario();
  processes = await Promise.all(Array.from({ length: together }, () => CommandProcess.start(folder)));
});
afterAll(() => {
  for (const each of processes) each[Symbol.dispose]();
});

async function folderWithScenario(): Promise<string> {
  const made = await temporaryDirectory();
  const { port } = server.address() as AddressInfo;
  await writeFile(
    join(made, 'scenario.yaml'),
    `
name: twice
question: Who has the folder?
workload: { kind: builtin, call: { ioMs: 0 } }
targets: [{ name: api, kind: http, url: 'http://127.0.0.1:${port}/' }]
load: [{ name: calls, kind: sequential, requests: ${sent} }]
`,
  );
  return made;
}

/** Requests that the result counts and that its samples hold. */
async function countedIn(run: string): Promise<number[]> {
  const result = runResultSchema.parse(JSON.parse(await readFile(join(run, 'result.json'), 'utf8')));
  const samples = await readFile(join(run, 'samples.ndjson'), 'utf8');
  return [result.targets[0]?.requests.sent ?? 0, samples.split('\n').length - 1];
}

/** The exit code. */
async function run(each: CommandProcess, ...args: string[]): Promise<number | null> {
  const { code } = await each.run(
    ...['run', 'scenario.yaml', '--no-data', '--no-page', '--quiet', '--invalid-exit-code', '0', ...args],
  );
  return code;
}

const runTogether = (...args: string[]) => Promise.all(processes.map((each) => run(each, ...args)));

test('of 20 pairs of runs that begin together both keep their results', { timeout: 300_000 }, async () => {
  const rounds = 2;
  for (let round = 0; round < rounds; round += 1) expect(await runTogether()).toEqual([0, 0, 0, 0, 0]);
  const names = await readdir(join(folder, 'reports'));
  expect(names).toHaveLength(together * rounds);
  const secondOf = (name: string) => /^twice-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/.exec(name)?.[0];
  // The runs of one second are counted: the first has no number, the others 2, 3 and so on without a gap.
  const seconds = new Set(names.map(secondOf));
  const counted = [...seconds].flatMap((second) =>
    names
      .filter((name) => secondOf(name) === second)
      .map((_, index) => (index === 0 ? second : `${second}-${index + 1}`)),
  );
  expect(names.toSorted()).toEqual(counted.toSorted());
  // That some began in the same second is what this is about.
  expect(seconds.size).toBeLessThan(names.length);
  const requestsOf = await Promise.all(names.map((name) => countedIn(join(folder, 'reports', name))));
  expect(requestsOf).toEqual(names.map(() => [sent, sent]));
  expect(requests).toBe(together * rounds * sent);
});

test('of runs with one --out one fires and 20 are refused before they fire', { timeout: 300_000 }, async () => {
  const rounds = 5;
  for (let round = 0; round < rounds; round += 1) {
    const out = `run-${round}`;
    // Half of the folders are there before.
    if (round % 2 === 0) await mkdir(join(folder, out));
    const codes = await runTogether('--out', out);
    expect(codes.toSorted()).toEqual([0, 2, 2, 2, 2]);
    expect(await countedIn(join(folder, out))).toEqual([sent, sent]);
  }
  expect(requests).toBe(rounds * sent);
});

test('a report is not written through a symbolic link that came with the folder of a run', async () => {
  const [first] = processes as [CommandProcess];
  expect(await run(first, '--out', 'run')).toBe(0);
  const victim = join(folder, 'victim');
  await writeFile(victim, 'mine');
  const files = ['samples.csv', 'samples.parquet', 'environments.csv'];
  for (const name of files) await symlink(victim, join(folder, 'run', name));
  const { code, stderr } = await rollcallHere('report', join(folder, 'run'), '--format', 'data');
  expect(code).toBe(2);
  expect(stderr).toMatch(/cannot be written: .* is a symbolic link to .*victim, outside its folder/);
  expect(await readFile(victim, 'utf8')).toBe('mine');
});
