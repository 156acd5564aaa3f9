import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { processTree } from '../../../src/launch/meters/proc.ts';
import {
  allGone,
  eventually,
  failureOf,
  pidOf,
  type Run,
  readSampleLines,
  rollcallHere,
  runScenarioHere,
  scenarioFile,
  startRollcall,
  startRollcallIn,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';

const fixture = (name: string) => join(packageRoot, 'test/fixtures/functions', name);

const scenarioOf = (file: string, lambda = '', server = '', load = '{ name: burst, kind: burst, size: 3 }') => `
name: bad-function
question: What becomes of a bad function?
timeoutMs: 8000
workload: { kind: function, file: ${fixture(file)} }
targets:
  - { name: lambda, kind: local-lambda, timeoutMs: 1000${lambda} }
  - { name: server, kind: node-server${server} }
load: [${load}]
`;

describe('a function that misbehaves is counted, and the run goes on', () => {
  const failed = { sent: 3, answered: 0, failures: { httpError: 3 } };
  /** By deed, at the Lambda and at the server. The last one ends the program of the server, which ends the run with 2. */
  const requests: readonly [string, object, object][] = [
    ['throws', failed, failed],
    ['garbage', failed, failed],
    ['megabytes', failed, { sent: 3 }],
    ['hangs', { sent: 3, failures: { httpError: 3 } }, { sent: 3, timedOut: 3 }],
    ['exits', failed, { sent: 3, answered: 0 }],
  ];
  const deeds = requests.map(([deed]) => deed);

  let run: Run;
  beforeAll(async () => {
    const targets = deeds.flatMap((deed) => [
      // With its init, also on a busy machine, below the 5,000 ms of the client. Only one waits for it.
      `  - { name: ${deed}-lambda, kind: local-lambda, timeoutMs: ${deed === 'hangs' ? 1000 : 4000}, environment: { DEED: ${deed} } }`,
      `  - { name: ${deed}-server, kind: node-server, environment: { DEED: ${deed} } }`,
    ]);
    const text = scenarioOf('misbehaves.mjs').replace(/ {2}- \{ name: lambda.*\n.*/, targets.join('\n'));
    run = await runScenarioHere(await scenarioFile(text.replace('timeoutMs: 8000', 'timeoutMs: 5000')), '--page');
  });

  it.each(requests)('%s', (deed, lambda, server) => {
    expect(targetOf(run.result, `${deed}-lambda`)).toMatchObject({ status: 'complete', requests: lambda });
    expect(targetOf(run.result, `${deed}-server`).requests).toMatchObject(server);
  });

  it.each([
    ['throws', /^thrown by the handler \(at .*misbehaves\.mjs:10:11\)+$/],
    ['garbage', /^its result is not a valid HTTP answer: statusCode .*twelve/],
    ['megabytes', /^Function\.ResponseSizeTooLarge: /],
  ])('%s, and the terminal shows its error once', (deed, error) => {
    const name = `${deed}-lambda`;
    const { functionErrors } = targetOf(run.result, name);
    expect(functionErrors).toEqual([expect.stringMatching(error)]);
    const lines = run.stderr.split('\n').filter((line) => line.startsWith(`${name} failed: `));
    expect(lines).toEqual([`${name} failed: ${functionErrors}`]);
  });

  it('exits: the server is reported as failed, whatever else; the Lambda goes on with fresh environments', () => {
    const failures = deeds.map((deed) => failureOf(run.result, `${deed}-server`));
    expect(failures).toEqual([
      ...[undefined, undefined, undefined, undefined],
      expect.stringContaining('ended during the load (exit code 3)'),
    ]);
    expect(run.code).toBe(2);
  });

  it('hangs: the log of the Lambda has the function’s timeout', async () => {
    expect(await readFile(join(run.directory, 'hangs-lambda.log'), 'utf8')).toMatch(/REPORT .*\tStatus: timeout/);
  });

  it('throws at init: the Lambda answers 502, the server never becomes ready and says why; exit code 2', async () => {
    const { code, stderr, result } = await runScenarioHere(
      await scenarioFile(scenarioOf('throws-at-init.mjs')),
      // A busy machine may take more than a second for the second init, which is part of the call.
      ...['--set', 'targets.lambda.timeoutMs=8000'],
    );
    expect(targetOf(result, 'lambda').requests).toMatchObject({ sent: 3, failures: { httpError: 3 } });
    expect(targetOf(result, 'server')).toMatchObject({ status: 'failed', requests: { sent: 0 } });
    expect(failureOf(result, 'server')).toContain('thrown at init');
    expect(stderr).toContain('thrown at init');
    expect(stderr).toMatch(/lambda failed: .*thrown at init/);
    expect(result.verdict.status).toBe('INVALID');
    expect(code).toBe(2);
  });

  it('a port in use: a clear message, and the other target is measured', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void blocker.close());
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as { port: number };
    const { code, result } = await runScenarioHere(await scenarioFile(scenarioOf('misbehaves.mjs', `, port: ${port}`)));
    expect(failureOf(result, 'lambda')).toMatch(new RegExp(`port ${port}|:${port}`));
    expect(targetOf(result, 'server').requests).toMatchObject({ sent: 3, answered: 3 });
    expect(code).toBe(2);
  });
});

describe('bad input: one message, exit code 2, no stack trace', () => {
  it.each([
    ['no command', [], /Name a command/],
    ['unknown command', ['fly'], /fly/],
    ['unknown option', ['run', 'x.yaml', '--speed'], /speed/],
    ['no such file', ['run', 'nowhere.yaml'], /nowhere\.yaml/],
    ['a folder', ['run', 'scenarios'], /scenarios/],
    [
      'a wrong override',
      ['run', 'scenarios/burst-10.yaml', '--set', 'load.burst.sise=5'],
      /--set load\.burst\.sise.*did you mean/s,
    ],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await rollcallHere(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(code).toBe(2);
  });

  it('refuses a folder that holds something, and leaves it alone', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'kept'));
    const { code, stderr } = await rollcallHere('run', 'scenarios/burst-10.yaml', '--out', directory);
    expect(code).toBe(2);
    expect(stderr).toContain('not empty');
    expect(await readdir(directory)).toEqual(['kept']);
  });
});

it('fires at no host of others unless told that it is meant', async () => {
  const file = await scenarioFile(`
name: stranger
question: Is it mine?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: api, kind: http, url: 'http://192.0.2.1:81/' }]
load: [{ name: burst, kind: burst, size: 5 }]
`);
  const directory = join(await temporaryDirectory(), 'run');
  const { code, stderr } = await rollcallHere('run', file, '--out', directory);
  expect(stderr).toContain('the scenario sends requests to 192.0.2.1:81, which is not this machine');
  expect(stderr).toContain('--yes');
  expect(code).toBe(2);
  // Nothing was begun: there is not even a folder.
  await expect(readdir(directory)).rejects.toThrow('ENOENT');
});

it('a threshold that fails ends with 1, and is named with its value', async () => {
  const file = await scenarioFile(`${scenarioOf('misbehaves.mjs')}thresholds: ['lambda.environments.distinct <= 2']\n`);
  const { code, stdout, result } = await runScenarioHere(file);
  expect(result.thresholds).toEqual([
    { expression: 'lambda.environments.distinct <= 2', passed: false, value: 3, limit: 2 },
  ]);
  expect(stdout).toContain('lambda.environments.distinct <= 2');
  expect(code).toBe(1);
});

it('an instance id with markup and terminal escapes is text in the terminal, the result and the report', async () => {
  const hostile = '<img src=x onerror=alert(1)>\u001b[2J';
  const variable = `, environment: { HOSTILE_ID: ${JSON.stringify(hostile).replaceAll('\\u001b', '\\e')} }`;
  const file = await scenarioFile(`${scenarioOf('hostile.mjs', variable, variable)}identity: { from: json }\n`);
  const { stdout, stderr, directory, samples } = await runScenarioHere(file, '--page');
  expect(samples.some((sample) => sample.instanceId?.includes('<img src=x onerror=alert(1)>'))).toBe(true);
  expect(stdout + stderr).not.toContain('\u001b[2J');
  const html = await readFile(join(directory, 'report.html'), 'utf8');
  expect(html).not.toContain('<img src=x');
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

const slow = `
name: slow-one
question: What is left of an interrupted run?
workload: { kind: builtin, call: { ioMs: 400 } }
targets: [{ name: lambda, kind: local-lambda }, { name: server, kind: node-server }]
load: [{ name: many, kind: burst, size: 3, repeats: 100, gapMs: 10 }]
`;

async function startSlowRun() {
  const directory = join(await temporaryDirectory(), 'run');
  const run = startRollcall('run', await scenarioFile(slow), '--out', directory);
  const measured = await eventually(async () => (await readSampleLines(directory).catch(() => [])).length >= 6);
  expect(measured).toBe(true);
  const pids = processTree(pidOf(run.child));
  // The command, its meter, the supervisor and three environments.
  expect(pids.length).toBeGreaterThanOrEqual(6);
  return { run, directory, pids };
}

it('Ctrl-C keeps what was measured, marked as interrupted; exit code 130; nothing is left running', async () => {
  const { run, directory, pids } = await startSlowRun();
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  const result = JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'));
  expect(result.status).toBe('interrupted');
  expect(targetOf(result, 'lambda').requests.answered).toBeGreaterThanOrEqual(6);
  expect(await readSampleLines(directory)).toHaveLength(targetOf(result, 'lambda').requests.sent);
  // Where the machine is too busy to draw the page within the 5 s of an interrupted command, the command says so.
  const page = await readFile(join(directory, 'report.html'), 'utf8').catch(() => undefined);
  if (page === undefined) expect(stderr).toMatch(/report\.html was not written|did not end in time/);
  else expect(page).toContain('interrupted');
  expect(await eventually(() => allGone(pids))).toBe(true);
});

it.each([
  // The command, its two meters, what is under load, its reaper or environments, and what those started.
  ['lambda', 'kind: local-lambda', 10],
  ['server', 'kind: node-server', 6],
  ['cluster', 'kind: node-server, processes: 2', 8],
])(
  'kill -9 leaves readable samples and no process, nor what a handler had started: %s',
  async (name, target, processes) => {
    const file = await scenarioFile(`
name: spawner
question: Does anything outlive the run?
identity: { from: json }
workload: { kind: function, file: ${fixture('spawns.mjs')} }
targets: [{ name: ${name}, ${target} }]
load: [{ name: calls, kind: burst, size: 3, repeats: 1000, gapMs: 20 }]
`);
    const directory = join(await temporaryDirectory(), 'run');
    const run = startRollcall('run', file, '--out', directory);
    const measured = () => readSampleLines(directory).catch(() => []);
    expect(await eventually(async () => (await measured()).length >= 3)).toBe(true);
    const sleepers = (await measured()).map(({ instanceId }) => Number(instanceId));
    const pids = processTree(pidOf(run.child));
    expect(pids).toEqual(expect.arrayContaining(sleepers));
    expect(pids.length).toBeGreaterThanOrEqual(processes);
    run.child.kill('SIGKILL');
    await run.ended;
    expect(await eventually(() => allGone(pids))).toBe(true);
    // Each line is a whole sample: parsing them is the claim.
    expect((await readSampleLines(directory)).every((sample) => sample.target === name)).toBe(true);
  },
);

it('nothing answered: INVALID, the reason in words, exit code 3', async () => {
  const file = await scenarioFile(`
name: nobody
question: Is anybody there?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: api, kind: http, url: 'http://127.0.0.1:1/' }]
load: [{ name: burst, kind: burst, size: 5 }]
`);
  const { code, stdout, result } = await runScenarioHere(file, '--page');
  expect(code).toBe(3);
  expect(result.verdict.status).toBe('INVALID');
  expect(stdout).toContain('none of 5 requests to api were answered: 5 refused');
});

it('the report and the result of a run do not hold the caller’s credentials; --json prints that result and nothing else', async () => {
  const directory = join(await temporaryDirectory(), 'run');
  const file = await scenarioFile(scenarioOf('prints-environment.mjs'));
  const caller = { AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-caller' };
  // As a program: its stdout has what Node itself prints, too.
  const { code, stdout } = await startRollcallIn(caller, 'run', file, '--json', '--out', directory).ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(await readFile(join(directory, 'result.json'), 'utf8')));
  for (const name of await readdir(directory)) {
    expect(await readFile(join(directory, name), 'utf8')).not.toContain('a-secret-of-the-caller');
  }
  expect(await readFile(join(directory, 'lambda.log'), 'utf8')).toContain('"LANG":"en_US.UTF-8"');
});
