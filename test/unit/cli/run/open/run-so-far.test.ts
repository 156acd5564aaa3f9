import { describe, expect, it } from 'vitest';
import { RunSoFar } from '../../../../../src/cli/run/open/run-so-far.ts';
import type { RunEvent } from '../../../../../src/experiment/progress.ts';
import type { LiveLoad } from '../../../../../src/report/live/snapshot.ts';
import { type Scenario, scenarioSchema } from '../../../../../src/scenario/schema.ts';
import { sampleOf, unsent } from '../../../stats/sample-of.ts';

const lambda = { name: 'lambda', kind: 'local-lambda', memoryMb: 1024 };
const server = { name: 'server', kind: 'http', url: 'http://127.0.0.1:3000' };
const burst = { kind: 'burst', name: 'burst', size: 4 };
const rate = { kind: 'constantRate', name: 'rate', ratePerSecond: 100, durationMs: 2000 };

/** A run whose clock the test sets. */
function runOf(given: object) {
  const scenario: Scenario = scenarioSchema.parse({
    name: 's',
    question: 'q?',
    targets: [lambda, server],
    load: [burst],
    ...given,
  });
  const clock = { nowMs: 0 };
  const size = { targets: ['lambda', 'server'], repeats: scenario.repeats, plannedMs: 4000 };
  const run = new RunSoFar({ scenario, deployed: new Map() }, size, () => clock.nowMs);
  const tell = (...events: RunEvent[]) => events.forEach((event) => void run.onEvent(event));
  const start = (target: string, repeat = 0): RunEvent => ({ kind: 'starting', target, repeat });
  const fire = (target: string, phase: string, requests: number): RunEvent => ({
    kind: 'phase',
    target,
    phase,
    requests,
    inFlight: () => 3,
  });
  return { run, clock, tell, start, fire };
}

type Given = Parameters<typeof sampleOf>[0];
const answer = (target: string, given: Given, phase = 'burst'): RunEvent => ({
  kind: 'sample',
  sample: { ...sampleOf({ ...given, phase }), target },
});

const withoutSamples = ({ chosen: _, serviceTime: __, ...load }: LiveLoad) => load;

describe('a run so far', () => {
  it('says what it does, from the start of a target to the report', () => {
    const { run, tell, start, fire } = runOf({});
    const doing = () => [run.snapshot().doing, run.snapshot().left];
    expect(doing()).toEqual(['preparing', '']);
    tell(start('lambda'));
    expect(doing()).toEqual(['starting lambda', 'target 1 of 2, about 8 s left']);
    tell({ kind: 'warming', target: 'lambda', phase: 'burst', environments: 2, needed: 5 });
    expect(doing()[0]).toBe('starting environment 3 of 5 of lambda before burst');
    tell(fire('lambda', 'burst', 1));
    expect(doing()[0]).toBe('burst at lambda');
    tell(answer('lambda', { sentAtMs: 0, completedAtMs: 5 }));
    expect(doing()[0]).toBe('burst at lambda: ended, reading records');
    tell({ kind: 'finished', target: 'lambda' });
    expect(doing()[0]).toBe('reading records');
    run.end('writing the report');
    expect(doing()).toEqual(['writing the report', '']);
  });

  it('has the figures of each target: those of the one that runs, those that ended, those to come', () => {
    const { run, clock, tell, start, fire } = runOf({});
    const identity = (instanceId: string) => ({ instanceId, coldStart: true });
    tell(start('lambda'), fire('lambda', 'burst', 4));
    clock.nowMs = 1500;
    tell(
      // Two calls of 100.2 and 50 ms with inits of 20 and 30 ms: 121 + 80 ms are billed, rounded up each.
      answer('lambda', {
        sentAtMs: 1000,
        completedAtMs: 1200,
        identity: identity('a'),
        meters: { handlerMs: 100.2, initMs: 20 },
      }),
      answer('lambda', {
        sentAtMs: 1000,
        completedAtMs: 1400,
        identity: identity('b'),
        meters: { handlerMs: 50, initMs: 30 },
      }),
    );
    clock.nowMs = 1700;
    const { phase } = run.snapshot();
    expect(phase?.targets.map(({ name, runningMs }) => ({ name, runningMs }))).toEqual([
      // A sample is in here at once in this test: 1,500 on this clock is 1,400 of the samples, and the release was at 1,000.
      { name: 'lambda', runningMs: 600 },
      { name: 'server', runningMs: undefined },
    ]);
    expect(phase?.spanMs).toBe(600);
    const load = phase?.targets[0]?.load;
    expect(load && withoutSamples(load)).toMatchObject({
      repeat: 0,
      expected: 4,
      inFlight: 3,
      environments: 2,
      originMs: 1000,
    });
    expect(load?.requests).toMatchObject({ sent: 2, answered: 2 });
    expect(load?.serviceTime).toMatchObject({ count: 2, max: 400 });
    // 201 ms of 1 GB on arm64 at $0.0000133334 per GB-second, and two requests at $0.20 per million.
    expect(load?.billed?.ms).toBe(201);
    expect(load?.billed?.usd).toBeCloseTo(0.201 * 0.0000133334 + 2 * 0.2e-6, 10);
    expect(phase?.targets[1]?.load).toBeUndefined();

    tell({ kind: 'finished', target: 'lambda' }, start('server'), fire('server', 'burst', 4));
    const later = run.snapshot().phase;
    expect(later?.targets.map(({ runningMs }) => runningMs)).toEqual([undefined, 0]);
    expect(later?.targets[0]?.load).toMatchObject({ inFlight: 0, environments: 2 });
    // Nobody is billed by the call of a URL, and nothing is known of its instances.
    tell(answer('server', { sentAtMs: 5000, completedAtMs: 5010, meters: { handlerMs: 8 } }));
    const atServer = run.snapshot().phase?.targets[1]?.load;
    expect(atServer).not.toHaveProperty('billed');
    expect(atServer).not.toHaveProperty('environments');
    // What was drawn of a load that has ended is drawn once: it stays the same object.
    expect(run.snapshot().phase?.targets[0]?.load).toBe(later?.targets[0]?.load);
  });

  it('has the environments that the platform has started, until they answer, on the axis of the phase', () => {
    const { run, clock, tell, start } = runOf({});
    const environments = () => [
      { environmentId: 'a', startedAgoMs: clock.nowMs - 100, initEndedAgoMs: clock.nowMs - 160 },
      { environmentId: 'b', startedAgoMs: clock.nowMs - 130 },
    ];
    const flight = { inFlight: () => 4, sinceReleaseMs: () => clock.nowMs - 90, environments };
    tell(start('lambda'), { kind: 'phase', target: 'lambda', phase: 'burst', requests: 4, ...flight });
    const load = () => run.snapshot().phase?.targets[0]?.load;
    clock.nowMs = 200;
    // The release was at 90.
    expect(load()).toMatchObject({
      environments: 2,
      starts: [
        { environmentId: 'a', fromMs: 10, initToMs: 70 },
        { environmentId: 'b', fromMs: 40 },
      ],
    });
    // A tag may name the process in its own way: the platform's name says that it has answered.
    const platform = { environmentId: 'a', coldStart: true };
    const sample = {
      ...sampleOf({ intendedAtMs: 90, sentAtMs: 90, completedAtMs: 200, identity: { instanceId: 'mine' } }),
    };
    tell({ kind: 'sample', sample: { ...sample, phase: 'burst', target: 'lambda', platform } });
    expect(load()).toMatchObject({ environments: 2, starts: [{ environmentId: 'b', fromMs: 40 }] });
    tell({ kind: 'finished', target: 'lambda' });
    expect(load()).toMatchObject({ environments: 1, starts: [] });
  });

  it('counts the environments of the platform where answers name none', () => {
    const { run, tell, start, fire } = runOf({});
    tell(start('lambda'), fire('lambda', 'burst', 4));
    for (const environmentId of ['e1', 'e2', 'e1'])
      tell(answer('lambda', { sentAtMs: 0, completedAtMs: 9, platform: { environmentId, coldStart: false } }));
    const load = run.snapshot().phase?.targets[0]?.load;
    expect(load?.environments).toBe(2);
    expect(load?.chosen.instances.map(({ instanceId, invocations }) => [instanceId, invocations])).toEqual([
      ['e1', 2],
      ['e2', 1],
    ]);
  });

  it('begins a phase again with each repeat, and shows the phase that runs', () => {
    const { run, tell, start, fire } = runOf({ repeats: 2, load: [burst, rate] });
    tell(start('lambda'), fire('lambda', 'burst', 4), answer('lambda', { sentAtMs: 0, completedAtMs: 9 }));
    tell(fire('lambda', 'rate', 200));
    expect(run.snapshot().phase?.name).toBe('rate');
    tell({ kind: 'finished', target: 'lambda' }, start('lambda', 1), fire('lambda', 'burst', 4));
    const { phase } = run.snapshot();
    expect(phase?.targets[0]?.load).toMatchObject({ repeat: 1, requests: { sent: 0 } });
  });

  it('knows no number of environments before an answer names one: those that run are not 0', () => {
    const { run, tell, start, fire } = runOf({});
    tell(start('lambda'), fire('lambda', 'burst', 4));
    const load = () => run.snapshot().phase?.targets[0]?.load;
    expect(load()).toMatchObject({ inFlight: 3, requests: { sent: 0 } });
    expect(load()).not.toHaveProperty('environments');
    tell(answer('lambda', { sentAtMs: 0, completedAtMs: 9, identity: { instanceId: 'a' } }));
    expect(load()).toMatchObject({ environments: 1 });
  });

  it('knows how long a burst is in flight before its first answer: 400 ms since its release, 700 ms since the phase began', () => {
    const { run, clock, tell, start } = runOf({});
    const phase = { kind: 'phase', target: 'lambda', phase: 'burst', requests: 4 } as const;
    tell(start('lambda'), { ...phase, inFlight: () => 4, sinceReleaseMs: () => clock.nowMs - 300 });
    clock.nowMs = 700;
    const target = () => run.snapshot().phase?.targets[0];
    expect(target()).toMatchObject({ runningMs: 400, load: { inFlight: 4, sinceReleaseMs: 400 } });
    tell({ kind: 'finished', target: 'lambda' });
    expect(target()?.load).not.toHaveProperty('sinceReleaseMs');
  });

  it('adds up what is billed by all phases and repeats: 101 + 51 ms, then 101 ms again', () => {
    const { run, tell, start, fire } = runOf({ repeats: 2, load: [burst, rate] });
    const call = (phase: string, handlerMs: number) =>
      answer('lambda', { sentAtMs: 0, completedAtMs: 200, meters: { handlerMs } }, phase);
    expect(run.snapshot()).not.toHaveProperty('billed');
    tell(start('lambda'), fire('lambda', 'burst', 4), call('burst', 100.2));
    expect(run.snapshot().billed?.ms).toBe(101);
    tell(fire('lambda', 'rate', 200));
    expect(run.snapshot().billed?.ms).toBe(101);
    tell(call('rate', 50.5));
    expect(run.snapshot().billed?.ms).toBe(152);
    expect(run.snapshot().phase?.targets[0]?.load?.billed?.ms).toBe(51);
    tell({ kind: 'finished', target: 'lambda' }, start('lambda', 1), fire('lambda', 'burst', 4));
    expect(run.snapshot().billed?.ms).toBe(152);
    tell(call('burst', 100.2));
    const { billed } = run.snapshot();
    expect(billed?.ms).toBe(253);
    expect(billed?.usd).toBeCloseTo(0.253 * 0.0000133334 + 3 * 0.2e-6, 10);
  });

  it('leaves the phase before a pause on the page, and knows no target that a phase leaves out', () => {
    const pause = { kind: 'pause', name: 'rest', durationMs: 1000 };
    const { run, tell, start, fire } = runOf({ load: [{ ...burst, targets: ['server'] }, pause] });
    tell(start('server'), fire('server', 'burst', 4), fire('server', 'rest', 0));
    expect(run.snapshot().doing).toBe('rest at server');
    expect(run.snapshot().phase).toMatchObject({ name: 'burst', targets: [{ name: 'server', index: 1 }] });
  });
});

describe('doubts as they form', () => {
  it('has none for a load that is kept', () => {
    const { run, tell, start, fire } = runOf({ load: [rate] });
    tell(start('server'), fire('server', 'rate', 200));
    for (let n = 0; n < 200; n += 1) tell(answer('server', { sentAtMs: 10 * n, completedAtMs: 10 * n + 20 }, 'rate'));
    expect(run.snapshot().doubts).toEqual([]);
  });

  it('names late sends: 3 ms late where an answer takes 20 ms is above 1 ms and a tenth', () => {
    const { run, tell, start, fire } = runOf({ load: [rate] });
    tell(start('server'), fire('server', 'rate', 200));
    for (let n = 0; n < 100; n += 1)
      tell(answer('server', { intendedAtMs: 10 * n, sentAtMs: 10 * n + 3, completedAtMs: 10 * n + 23 }, 'rate'));
    expect(run.snapshot().doubts.map(({ message }) => message)).toEqual([
      'requests of phase rate to server were sent 3.00 ms late (p99); the median latency is 20.0 ms',
    ]);
  });

  it('names a burst that took 6 ms to send, where an answer takes 50 ms', () => {
    const { run, tell, start, fire } = runOf({});
    tell(start('lambda'), fire('lambda', 'burst', 4));
    for (const sentAtMs of [0, 2, 6])
      tell(answer('lambda', { sentAtMs, intendedAtMs: 0, completedAtMs: sentAtMs + 50, burst: 0 }));
    // The next burst is one of its own.
    tell(answer('lambda', { sentAtMs: 500, completedAtMs: 550, burst: 1 }));
    expect(run.snapshot().doubts.map(({ message }) => message)).toEqual([
      'a burst to lambda took 6.00 ms to send; the median latency is 50.0 ms',
    ]);
  });

  it('names requests that were not answered, errors of functions, targets that failed, and an early end', () => {
    const { run, tell, start, fire } = runOf({});
    tell(start('lambda'), fire('lambda', 'burst', 4));
    tell(answer('lambda', { sentAtMs: 0, completedAtMs: 9, outcome: { kind: 'http-error', status: 502 } }));
    tell({ kind: 'function-failed', target: 'lambda', error: 'Error: no stock' });
    tell({ kind: 'target-failed', target: 'server', message: 'no port' });
    tell({ kind: 'aborted', message: 'no answers for 10s' });
    expect(run.snapshot().doubts.map(({ message }) => message)).toEqual([
      'lambda failed: Error: no stock',
      'server: no port',
      'ended early: no answers for 10s',
      'none of 1 request to lambda were answered: 1 with an unexpected status (1 of them: status 502)',
    ]);
  });

  it('names at most 20 errors of a function that fails in a new way with every call', () => {
    const { run, tell } = runOf({});
    for (let n = 0; n < 50; n += 1) tell({ kind: 'function-failed', target: 'lambda', error: `Error: ${n}` });
    expect(run.snapshot().doubts).toHaveLength(20);
  });

  it('counts what was held back as ended, not as sent', () => {
    const { run, tell, start, fire } = runOf({ load: [rate] });
    tell(start('server'), fire('server', 'rate', 200));
    const { sample } = answer('server', { sentAtMs: 0, completedAtMs: 9 }, 'rate') as Extract<
      RunEvent,
      { kind: 'sample' }
    >;
    tell({
      kind: 'sample',
      sample: { ...unsent(sample), outcome: { kind: 'not-sent', message: 'too many in flight' } },
    });
    expect(run.snapshot().phase?.targets[1]?.load?.requests).toMatchObject({ sent: 0, notSent: 1 });
  });
});
