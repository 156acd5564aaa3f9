import { expect, it } from 'vitest';
import { Observation, Tally } from '../../../../src/experiment/observe/observation.ts';
import { assembleTarget } from '../../../../src/experiment/result/target.ts';
import type { Invocation } from '../../../../src/model/platform/invocation.ts';
import type { Probe } from '../../../../src/model/schema/probe.ts';
import { errorAt } from '../../../../src/planner/validation/ranges.ts';
import { scenarioSchema } from '../../../../src/scenario/schema.ts';
import { Secrets } from '../../../../src/scenario/secrets/secrets.ts';
import { invocationOf } from '../../billing/invocation-of.ts';
import { sampleOf } from '../../stats/sample-of.ts';

/** 60/s for 1 s, a pause of 2 s, and a burst of 20. */
const scenarioWith = (target: object) =>
  scenarioSchema.parse({
    ...{ name: 'steady', question: 'How many?', workload: { kind: 'builtin', call: { ioMs: 150 } } },
    targets: [{ name: 'fn', kind: 'local-lambda', memoryMb: 1769, ...target }],
    load: [
      { name: 'steady', kind: 'constantRate', ratePerSecond: 60, durationMs: 1000 },
      { name: 'quiet', kind: 'pause', durationMs: 2000 },
      { name: 'burst', kind: 'burst', size: 20 },
    ],
    repeats: 2,
  });

/** 60 ms of CPU and 40 of waiting, then 2 and 150; this machine added 800 ms to both together. */
const crowdedCall = (startedAtEpochMs: number, memorySizeMb: number): Invocation => ({
  ...invocationOf({ initMs: 700, durationMs: 352, memorySizeMb }),
  ...{ startedAtEpochMs, cpuMs: 2, cpuSource: 'kernel', cpuQueueMs: 200, initCpuMs: 60, initCpuQueueMs: 600 },
});

/** Every request started an environment, as on a machine that cannot keep up. */
function crowdedRun(
  target: object = {},
  { isMeasured = true, probe, memoryMb = 1769 }: { isMeasured?: boolean; probe?: Probe; memoryMb?: number } = {},
) {
  const scenario = scenarioWith(target);
  const [spec] = scenario.targets;
  if (spec === undefined) throw new Error('no target');
  const seen = new Observation(spec, { probe });
  for (const repeat of [0, 1]) {
    const beganAtMs = repeat * 20_000;
    const sent = [60, 0, 20];
    const windows = [
      [0, 4000],
      [4000, 6000],
      [6000, 9000],
    ] as const;
    for (const [index, phase] of scenario.load.entries()) {
      const tally = new Tally();
      const [from, to] = windows[index] ?? [0, 0];
      for (let request = 0; request < (sent[index] ?? 0); request += 1)
        tally.add(sampleOf({ sentAtMs: beganAtMs + from, completedAtMs: beganAtMs + to - 1 }));
      seen.tally.merge(tally);
      const times = { startedAtMs: beganAtMs + from, finishedAtMs: beganAtMs + to };
      seen.phases.push({ phase, repeat, ...times, tally });
    }
    const invocations = [...Array(60).fill(beganAtMs + 1), ...Array(20).fill(beganAtMs + 6001)].flatMap((at) =>
      isMeasured ? crowdedCall(at, memoryMb) : [],
    );
    seen.repeats.push({ health: {}, notMeasured: [], account: { invocations, environmentEvents: [] } });
  }
  return assembleTarget(seen, { scenario, secrets: new Secrets([], undefined), startedAtEpochMs: 0 });
}

it('needs 16 environments at 60/s where this machine started 60, and bills 16 * 252 + 44 * 152 ms', () => {
  const { phases, billing } = crowdedRun();
  // Measured: 700 + 352 ms for each call.
  expect(billing?.billedMs).toBe(160 * 1052);
  expect(phases[0]?.projected).toMatchObject({
    ...{ environments: 16, coldStarts: 16, invocations: 60, billedMs: 16 * 252 + 44 * 152, throttled: 0 },
    cold: { calls: 60, billedMsPerCall: 252 },
  });
});

it('says how far such projections were off when they were checked, of 16 and of 20 environments, and what is extrapolated', () => {
  const { phases, projected } = crowdedRun();
  const call = { ms: 152, cpuMs: 2 };
  const error = (of: number) => errorAt('environments', 'one-per-environment', { inFlight: of, call });
  expect(error(16)).toBeGreaterThan(0);
  expect(phases[0]?.projected?.checkedErrors).toMatchObject({ inFlight: 16, environments: error(16) });
  expect(projected?.checkedErrors).toMatchObject({ inFlight: 20, environments: error(20) });
  expect(errorAt('coldStarts', 'one-per-environment', { inFlight: 1e6, call })).toBeUndefined();
  expect(crowdedRun({ model: 'queued' }).projected).not.toHaveProperty('checkedErrors');
  // 2 / (512 / 1769) - 2 = 4.9 ms of 156.9 are held back at half a GB, which no check has.
  expect(crowdedRun({ memoryMb: 512 }, { memoryMb: 512 }).projected?.checkedErrors).toEqual({ inFlight: 20 });
});

it('keeps environments over the pause: the burst of 20 starts 4 more, and the run 20 in each repeat', () => {
  const { phases, projected } = crowdedRun();
  expect(phases[1]?.projected).toBeUndefined();
  expect(phases[2]?.projected).toMatchObject({ environments: 20, coldStarts: 4, peakAlive: 20 });
  expect(projected).toMatchObject({ environments: 40, coldStarts: 40, peakAlive: 20, invocations: 160 });
});

it('starts new ones where the keep-alive is shorter than the pause', () => {
  const { phases } = crowdedRun({ keepAliveMs: 1000 });
  expect(phases[2]?.projected).toMatchObject({ environments: 20, coldStarts: 20 });
});

it('bills calls that wait in a queue as they were measured, and says nothing of their instances', () => {
  const { projected } = crowdedRun({ model: 'queued' });
  expect(projected).toMatchObject({ invocations: 160, billedMs: 160 * 252 });
  expect(projected?.environments).toBeUndefined();
});

it('has no cost where calls are not what is billed', () => {
  const cost = { kind: 'per-request', usdPerMillionRequests: 1 };
  const { projected } = crowdedRun({ cost });
  expect(projected).toMatchObject({ environments: 40 });
  expect(projected?.usdPerMillion).toBeUndefined();
});

it('takes the calls of the probe where none of the run ended well: the same 16 environments', () => {
  const cost = (cpuMs: number, waitMs: number) => ({ cpuMs, waitMs });
  const probe = { cpus: 2, init: cost(60, 40), coldCall: cost(2, 150), warmCall: cost(2, 150), phases: [] };
  const { phases, projected } = crowdedRun({}, { isMeasured: false, probe });
  expect(phases[0]?.projected).toMatchObject({ fromProbe: true, environments: 16, billedMs: 16 * 252 + 44 * 152 });
  expect(projected).not.toHaveProperty('cold');
  expect(crowdedRun({}, { isMeasured: false }).projected).toBeUndefined();
});
