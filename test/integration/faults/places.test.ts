import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { bin, readSampleLines, rollcallInto, scenarioFile, startRollcall, temporaryDirectory } from '../rollcall.ts';
import { FaultyRun } from './faulty-run.ts';
import { smallDisk, unmountAll } from './small-disk.ts';

const server = '{ name: finished, kind: node-server }';
const scenario = (targets: string) => `
name: places
question: What if it cannot be written?
timeoutMs: 5000
workload: { kind: builtin, call: { ioMs: 5 } }
targets: [${targets}]
load: [{ name: calls, kind: constantRate, ratePerSecond: 20, durationMs: 1000 }]
`;
/** One call after another, so that the log has filled the disk long before the last samples need room. */
const talking = (targets: string, requests: number) => `
name: places
question: What if the log fills the disk?
workload: { kind: function, file: ${join(packageRoot, 'test/fixtures/faults/talks.mjs')} }
targets: [${targets}]
load: [{ name: calls, kind: sequential, requests: ${requests} }]
`;

afterAll(unmountAll);

const oneMessage = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => /ENOSPC|no space|cannot/.test(line));

it.concurrent('--json into a full device: one message, exit code 2, and the results are in the folder', async () => {
  const directory = join(await temporaryDirectory(), 'run');
  const file = await scenarioFile(scenario(server));
  const { code, stderr } = await rollcallInto(
    openSync('/dev/full', 'w'),
    'run',
    file,
    '--json',
    '-q',
    '--out',
    directory,
  );
  expect(oneMessage(stderr)).toEqual([expect.stringMatching(/^stdout cannot be written: ENOSPC/)]);
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(code).toBe(2);
  expect(await readdir(directory)).toEqual(expect.arrayContaining(['result.json', 'report.html', 'samples.csv']));
});

it.concurrent.each([
  ['report', 'reports/gallery/burst-10', '--format', 'csv'],
  ['history', 'reports/gallery'],
])('%s into a full device: one message, exit code 2', async (...args) => {
  const { code, stderr } = await rollcallInto(openSync('/dev/full', 'w'), ...args);
  expect(stderr).toMatch(/^stdout cannot be written: ENOSPC[^\n]*\n$/);
  expect(code).toBe(2);
});

it.concurrent.each([
  [64, 2, 'rollcall needs about 256 open files, but 64 are allowed: raise the limit with `ulimit -n 256`\n'],
  [255, 2, 'rollcall needs about 256 open files, but 255 are allowed: raise the limit with `ulimit -n 256`\n'],
  // A hundred environments with six files each, and 100 besides.
  [
    256,
    2,
    /this run would exceed limits of this machine:\n {2}the run needs about 700 open files, but 256 are allowed: .*`ulimit -n 700`\n$/,
  ],
])('%d open files: one message before anything is begun', async (files, expected, message) => {
  const child = spawn(
    '/bin/sh',
    ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, bin, 'run', 'scenarios/burst-100.yaml'],
    {
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (typeof message === 'string') expect(stderr).toBe(message);
  else expect(stderr).toMatch(message);
  expect(code).toBe(expected);
});

it.concurrent('a reader that goes is no error, and nothing is said', async () => {
  const { child, ended } = startRollcall('report', 'reports/gallery/five-ways', '--format', 'csv');
  child.stdout.destroy();
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
});

it.concurrent('a disk that the page does not fit on: result.json is there, nothing else is left, exit code 2', async () => {
  const disk = await smallDisk(100);
  const { code, stderr } = await startRollcall(
    'run',
    await scenarioFile(scenario(server)),
    '-q',
    '--out',
    join(disk, 'run'),
  ).ended;
  expect(oneMessage(stderr)).toEqual([expect.stringContaining('report.html: cannot be written: ENOSPC')]);
  expect(code).toBe(2);
  expect((await readdir(join(disk, 'run'))).toSorted()).toEqual(['result.json', 'samples.ndjson']);
  expect(JSON.parse(await readFile(join(disk, 'run', 'result.json'), 'utf8')).targets[0].requests.sent).toBe(20);
});

const talker = `{ name: talks, kind: local-lambda, environment: { TALKS: '1' } }`;

it.concurrent('a disk that a function fills with its log: samples are whole, finished targets are shown, exit code 2', async () => {
  // The samples of a target need 60 × about 290 bytes = 17 KiB; the third call of 64 KiB fills the disk.
  const directory = join(await smallDisk(200), 'run');
  const file = await scenarioFile(talking(`${server}, ${talker}, { name: never, kind: node-server }`, 60));
  const { code, stdout, stderr } = await startRollcall('run', file, '--out', directory).ended;
  expect(stderr).toContain('samples.ndjson: ENOSPC');
  expect(stderr).not.toContain('never calls: started');
  expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(code).toBe(2);
  expect(stdout).toMatch(/answered of sent +60 of 60/);
  // Each line is a whole sample: parsing them is the claim.
  expect((await readSampleLines(directory)).filter(({ target }) => target === 'finished')).toHaveLength(60);
});

it.concurrent('a log that the disk does not take: the result says so, and everything else is there', async () => {
  // 10 calls of 64 KiB. The samples fit into the page that the first of them took.
  const directory = join(await smallDisk(500), 'run');
  const { code, stdout } = await startRollcall(
    'run',
    await scenarioFile(talking(talker, 10)),
    ...['--no-data', '--no-page'],
    '--out',
    directory,
  ).ended;
  expect(stdout).toContain('log lines of talks were not measured');
  expect(code).toBe(0);
});

it.concurrent('a folder that is removed in the run: nothing more is fired, what was measured is shown, exit code 2', async () => {
  const run = await FaultyRun.start(scenario(`${server}, { name: never, kind: node-server }`));
  await run.loading('finished');
  await rm(run.directory, { recursive: true });
  const { code, stdout, stderr } = await run.ended();
  expect(stderr).toContain('samples.ndjson: it was removed during the run');
  expect(stderr).not.toContain('never calls: started');
  expect(stdout).toMatch(/answered of sent +20 of 20/);
  expect(code).toBe(2);
});

it.concurrent('what was there stays when a new page does not fit', async () => {
  const disk = await smallDisk(256);
  const page = join(disk, 'page.html');
  const history = () => startRollcall('history', 'reports/gallery', '--html', page).ended;
  expect((await history()).code).toBe(0);
  const before = await readFile(page, 'utf8');
  execFileSync('sh', ['-c', `dd if=/dev/zero of=${disk}/rest bs=1k 2>/dev/null; true`]);
  const { code, stderr } = await history();
  expect(stderr).toContain(`--html ${page}: cannot be written: ENOSPC`);
  expect(code).toBe(2);
  expect(await readFile(page, 'utf8')).toBe(before);
  expect((await readdir(disk)).toSorted()).toEqual(['page.html', 'rest']);
});
