import { expect, it, vi } from 'vitest';
import { failureOf, targetOf } from '../rollcall.ts';
import { FaultyRun, type Helper } from './faulty-run.ts';

// Several runs at a time, each of several targets, on two cores.
vi.setConfig({ testTimeout: 180_000 });

const server = 'kind: node-server';
const cluster = 'kind: node-server, processes: 2';
const lambda = 'kind: local-lambda, timeoutMs: 1000';

/** Each helper of a run, and a target that has it. */
const kinds: Record<Exclude<Helper, 'calibrator' | 'truth'>, string> = {
  meter: server,
  reaper: server,
  worker: cluster,
  environment: lambda,
  backend: server,
  server,
  lambda,
};
const helpers = Object.keys(kinds) as (keyof typeof kinds)[];

/** A backend is a process more for each target. */
const workload = (hasBackend: boolean) =>
  `{ kind: builtin, waitOn: ${hasBackend ? 'backend' : 'timer'}, call: { ioMs: 5 } }`;

/** A target for each helper, which is hit while that target is loaded; the last one is left alone. */
const scenario = (names: readonly (keyof typeof kinds)[], load: string) => `
name: faults
question: What becomes of a run whose helpers fail?
timeoutMs: 2000
probe: false
workload: ${workload(names.includes('backend'))}
targets:
${names.map((name) => `  - { name: ${name}-hit, ${kinds[name]} }\n`).join('')}  - { name: untouched, ${server} }
load:
${names.some(startsEnvironments) ? firstCalls(names.filter(startsEnvironments)) : ''}  - { name: calls, ${load} }
`;

const startsEnvironments = (name: keyof typeof kinds) => kinds[name] === lambda;

/** A busy machine may take longer than the time limit to start as many environments as there are requests of the load: it finds one. */
const firstCalls = (names: readonly (keyof typeof kinds)[]) =>
  `  - { name: first, kind: sequential, requests: 3, targets: [${names.map((name) => `${name}-hit`).join(', ')}] }\n`;

/**
 * 15 requests in 1.5 s. What was killed refuses its requests at once, so that they may follow one another: the busier the machine, the
 * longer the load waits for the signal. What was stopped makes each of them wait for the timeout.
 */
const loads = {
  SIGKILL: 'kind: sequential, requests: 15, pauseMs: 100',
  SIGSTOP: 'kind: constantRate, ratePerSecond: 10, durationMs: 1500',
} as const;

async function hitEach(signal: keyof typeof loads, names: readonly (keyof typeof kinds)[] = helpers) {
  const run = await FaultyRun.start(scenario(names, loads[signal]));
  for (const helper of names) {
    await run.loading(`${helper}-hit`, 'calls');
    await run.hit(helper, signal);
  }
  const { result, ...ending } = await run.ended();
  if (result === undefined) throw new Error(`no result: ${ending.stderr}`);
  return { ...ending, result };
}

const requestsOf = (lines: readonly { target: string }[], name: string) =>
  lines.filter(({ target }) => target === name).length;

it.concurrent('killed, one after another: the run goes on, and says of each what is missing', async () => {
  const { result, code, samples } = await hitEach('SIGKILL');
  const of = (name: string) => targetOf(result, name);
  expect(code).toBe(2);
  expect(result.targets.map(({ name, status }) => [name, status])).toEqual([
    ...['meter-hit', 'reaper-hit', 'worker-hit', 'environment-hit'].map((name) => [name, 'complete']),
    ...['backend-hit', 'server-hit', 'lambda-hit'].map((name) => [name, 'failed']),
    ['untouched', 'complete'],
  ]);
  expect(failureOf(result, 'backend-hit')).toBe(
    'a service of target backend-hit ended during the load (the service backend: signal SIGKILL)',
  );
  expect(failureOf(result, 'server-hit')).toBe('target server-hit ended during the load (signal SIGKILL)');
  expect(failureOf(result, 'lambda-hit')).toBe('target lambda-hit ended during the load (signal SIGKILL)');
  // Absent, and said so: no zero, and no peak of the first half.
  expect([of('meter-hit').memory, of('meter-hit').serverCpuMs]).toEqual([undefined, undefined]);
  expect(of('meter-hit').notMeasured).toEqual([
    { what: 'memory', repeat: 0, reason: 'the memory meter failed: it ended (SIGKILL)' },
  ]);
  expect(result.verdict.reasons).toContainEqual(expect.objectContaining({ code: 'not-measured', target: 'meter-hit' }));
  expect(of('backend-hit').downstream).toBeUndefined();
  expect(of('lambda-hit').notMeasured?.map(({ what }) => what)).toEqual(['telemetry']);
  for (const { name, requests } of result.targets)
    if (of(name).status === 'complete') expect(requestsOf(samples, name)).toBe(requests.sent);
  expect(of('untouched').requests).toMatchObject({ sent: 15, answered: 15 });
  expect(of('untouched').memory?.peak.pssMb).toBeGreaterThan(1);
});

/** What is missing of a target whose helper was stopped, and how many of its requests at least had no answer. */
const stopped: [(keyof typeof kinds)[], Record<string, { readonly missing?: object[]; readonly timedOut: number }>][] =
  [
    [
      ['meter', 'reaper'],
      {
        'meter-hit': {
          missing: [{ what: 'memory', repeat: 0, reason: 'the memory meter failed: it did not answer' }],
          timedOut: 0,
        },
        'reaper-hit': { timedOut: 0 },
      },
    ],
    [
      ['backend', 'worker'],
      {
        'backend-hit': {
          missing: [{ what: 'connections', repeat: 0, reason: 'the service backend: it did not answer' }],
          timedOut: 1,
        },
        'worker-hit': { timedOut: 1 },
      },
    ],
    [
      ['server', 'lambda', 'environment'],
      {
        'server-hit': { timedOut: 1 },
        'lambda-hit': {
          missing: [expect.objectContaining({ what: 'telemetry', reason: expect.stringContaining('has no end') })],
          timedOut: 1,
        },
        'environment-hit': { timedOut: 0 },
      },
    ],
  ];

it.concurrent.each(stopped)('stopped, %s: every wait ends, and the run with it', async (names, told) => {
  const { result, code } = await hitEach('SIGSTOP', names);
  // One of 15 requests without an answer is more than 5 %: the target is INVALID.
  const isInvalid = Object.values(told).some(({ timedOut }) => timedOut > 0);
  expect(code).toBe(isInvalid ? 3 : 0);
  expect(result.targets.map(({ status }) => status)).toEqual(Array(names.length + 1).fill('complete'));
  for (const [name, { missing, timedOut }] of Object.entries(told)) {
    const { notMeasured, requests } = targetOf(result, name);
    expect(notMeasured).toEqual(missing);
    expect(requests.timedOut).toBeGreaterThanOrEqual(timedOut);
  }
  const { memory } = targetOf(result, `${names[0]}-hit`);
  expect(memory === undefined).toBe(names[0] === 'meter');
  expect(targetOf(result, 'untouched').requests).toMatchObject({ sent: 15, answered: 15 });
});

const oneOf = (helper: Helper, target: string, load: string) => `
name: one-fault
question: Does one SIGTERM end it?
timeoutMs: 60000
probe: false
workload: ${workload(helper === 'backend')}
targets:
  - { name: finished, ${server} }
  - { name: hit, ${target} }
load:
  - { name: one, kind: sequential, requests: 1 }
  - { ${load}, targets: [hit] }
`;
const long = 'name: calls, kind: constantRate, ratePerSecond: 10, durationMs: 60000';
const pause = 'name: calls, kind: pause, durationMs: 60000';

it.concurrent.each<[string, Helper, string, string]>([
  ['the meter, in the load', 'meter', server, long],
  ['the backend, in the load', 'backend', server, long],
  ['the server, in the load', 'server', server, long],
  ['a worker of a cluster, in the load', 'worker', cluster, long],
  ['an environment, in the load', 'environment', lambda, long],
  ['the embedded Lambda, in a pause', 'lambda', lambda, pause],
])('one SIGTERM ends a run with %s stopped: what was measured is there', async (_, helper, target, load) => {
  const run = await FaultyRun.start(oneOf(helper, target, load));
  await run.loading('hit');
  await run.hit(helper, 'SIGSTOP');
  const { code, stderr, result, samples } = await run.terminate();
  // It is cut off after less than 5 s: what did not come to its end by itself has no result.
  expect(stderr).not.toContain('cut off');
  expect(code).toBe(130);
  expect(result?.status).toBe('interrupted');
  expect(result?.targets[0]).toMatchObject({ name: 'finished', status: 'complete', requests: { answered: 1 } });
  expect(samples).toHaveLength((result?.targets ?? []).reduce((sum, { requests }) => sum + requests.sent, 0));
});
