import type { Histogram } from '../../../simulator/statistics/histogram.ts';
import { percent } from '../../../text/format.ts';
import { type ComparedRow, dueIn, phaseIn, type SeenRun, targetIn, type ValidationCheck } from './check.ts';
import { deviations, overDraws } from './draws.ts';
import { batch, latencyOf, learnedOfServer, rateAt, type ServerNeeds, useOf } from './server-needs.ts';

/** A function on a Node server, and the loads at which it is measured. */
interface ServerCase {
  readonly name: string;
  readonly cpuMs: number;
  readonly waitMs: number;
  /** Bursts to learn from: about 9 s of them. */
  readonly bursts: number;
  readonly loads: readonly ServerLoad[];
}

interface ServerLoad {
  /** Of a CPU. The rate is the one that needs it by what was learned. */
  readonly share: number;
  /** The more of the CPU is in use, the longer a percentile needs to settle. */
  readonly durationMs: number;
}

const nameOf = ({ share }: ServerLoad): string => `at-${Math.round(100 * share)}`;

/**
 * Before anything is compared, in both runs: V8 compiles the path of a call in its first 6,000 calls or so, and a call of it needs less CPU from
 * minute to minute. With this many clients the process never waits for a request.
 */
const first = { name: 'first', kind: 'closed', connections: 40, requests: 6000 } as const;

export const serversCheck: ValidationCheck = serversCheckOf({
  ...{ name: 'servers', cpuMs: 3, waitMs: 50, bursts: 100 },
  loads: [
    { share: 0.2, durationMs: 10_000 },
    { share: 0.5, durationMs: 14_000 },
    { share: 0.8, durationMs: 22_000 },
  ],
});

export const slowServersCheck: ValidationCheck = serversCheckOf({
  ...{ name: 'slow-servers', cpuMs: 5, waitMs: 120, bursts: 50 },
  loads: [
    { share: 0.2, durationMs: 9_000 },
    { share: 0.5, durationMs: 12_000 },
    { share: 0.8, durationMs: 22_000 },
  ],
});

function serversCheckOf(of: ServerCase): ValidationCheck {
  const { name, cpuMs, waitMs, bursts, loads } = of;
  const scenario = (scenarioName: string, load: readonly Readonly<Record<string, unknown>>[]) => ({
    name: scenarioName,
    question: 'How long do calls of a busy Node process take?',
    seed: 11,
    workload: { kind: 'builtin', call: { cpuMs, ioMs: waitMs } },
    // A prediction is for a server with a CPU of its own, and the load generator needs one, too.
    targets: [{ name: 'server', kind: 'node-server', realTime: true }],
    load: [first, ...load],
  });
  return {
    name,
    words: `a Node process at ${loads.map(({ share }) => percent(share)).join(', ')} of a CPU by calls of ${cpuMs} ms of CPU and ${waitMs} ms of waiting, learned at 15/s and from bursts of ${batch}`,
    learn: scenario(`${name}-learn`, [
      { name: 'batches', kind: 'burst', size: batch, repeats: bursts, gapMs: 10 },
      { name: 'steady', kind: 'poisson', ratePerSecond: 15, durationMs: 10_000 },
    ]),
    test: (learned) =>
      scenario(
        name,
        predictedLoads(of, learned).map((load) => ({
          ...{ name: nameOf(load), kind: 'poisson' },
          ...{ ratePerSecond: load.ratePerSecond, durationMs: load.durationMs },
        })),
      ),
    quiet: { learned: ['steady'], tested: loads.map(nameOf) },
    compare: (tested, learned) => predictedLoads(of, learned).flatMap((load) => rowsOf(load, { of, tested, learned })),
  };
}

interface PredictedLoad extends ServerLoad {
  readonly ratePerSecond: number;
  readonly needs: ServerNeeds;
}

function predictedLoads({ loads, cpuMs }: ServerCase, learned: SeenRun | undefined): readonly PredictedLoad[] {
  if (learned === undefined) throw new Error('nothing was learned');
  const needs = learnedOfServer(learned, cpuMs);
  return loads.map((load) => ({ ...load, needs, ratePerSecond: rateAt(load.share, needs) }));
}

/** Each run calibrates how much work 1 ms of CPU is. The factor by which a call of one run has more work than a call of another. */
const moreWork = (run: SeenRun, other: SeenRun): number =>
  ratioOf(run, other, ({ result }) => result.workload.iterationsPerMs);

/** How much more CPU the same work needed in one run, by the reference loops beside their targets. */
const slower = (run: SeenRun, other: SeenRun): number =>
  ratioOf(run, other, (seen) => targetIn(seen).demands?.reference?.besideCpuMs);

/** 1 where it is not known of both. */
function ratioOf(run: SeenRun, other: SeenRun, of: (seen: SeenRun) => number | undefined): number {
  const [one, another] = [of(run), of(other)];
  return one === undefined || another === undefined ? 1 : one / another;
}

interface Compared {
  readonly of: ServerCase;
  readonly tested: SeenRun;
  readonly learned: SeenRun | undefined;
}

function rowsOf(predicted: PredictedLoad, { of: { name, cpuMs: workMs }, tested: run, learned }: Compared) {
  if (learned === undefined) throw new Error('nothing was learned');
  const { ratePerSecond, durationMs } = predicted;
  const cpuMs = (predicted.needs.cpuMs + workMs * (moreWork(run, learned) - 1)) * slower(run, learned);
  const needs = { ...predicted.needs, cpuMs };
  const serviceTime = phaseIn(run, nameOf(predicted)).latencyMs.serviceTime.all;
  const { utilization: load } = useOf(run, nameOf(predicted));
  const arrivals = { kind: 'times', atMs: dueIn(run, nameOf(predicted)) } as const;
  const ofThese = [1, 1 - needs.drift, 1 + needs.drift].map((factor) =>
    latencyOf({ ...needs, cpuMs: needs.cpuMs * factor }, arrivals, 1),
  );
  const drawn = new Map<number, Histogram>();
  const ofSchedule = (seed: number) => {
    const one = drawn.get(seed) ?? latencyOf(needs, { kind: 'poisson', perSecond: ratePerSecond, durationMs }, seed);
    drawn.set(seed, one);
    return one;
  };
  return ([50, 99] as const).flatMap((rank): ComparedRow[] => {
    const tolerance = rank === 50 ? 0.03 : load > 0.8 ? 0.15 : 0.1;
    const row = {
      check: `${name} ${ratePerSecond}/s`,
      quantity: `p${rank}`,
      of: 'server',
      load,
      learnedAt: needs.utilization,
      unit: 'ms',
      measured: serviceTime?.[`p${rank}`],
      tolerance,
    } as const;
    const [figure, least = 0, most = 0] = ofThese.map((each) => each.percentile(rank));
    const byDrift = (deviations * Math.abs(most - least)) / 2 / (figure ?? 1);
    const ofDraws = overDraws((seed) => ofSchedule(seed).percentile(rank) ?? 0);
    return [
      { ...row, given: 'arrivals', predicted: figure, sampling: byDrift },
      { ...row, ...ofDraws, sampling: Math.hypot(ofDraws.sampling ?? 0, byDrift) },
    ];
  });
}
