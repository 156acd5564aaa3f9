import type { Histogram } from '../../../simulator/statistics/histogram.ts';
import { type ComparedRow, dueIn, phaseIn, type SeenRun, targetIn, type ValidationCheck } from './check.ts';
import { deviations, overDraws } from './draws.ts';
import { batch, latencyOf, learnedOfServer, type ServerNeeds, useOf } from './server-needs.ts';

/** A function on a Node server, and the loads at which it is measured. */
interface ServerCase {
  readonly name: string;
  readonly cpuMs: number;
  readonly waitMs: number;
  /** Before anything is compared, about 3,000 calls: until then V8 compiles, and a call needs more CPU from minute to minute. */
  readonly first: { readonly ratePerSecond: number; readonly durationMs: number };
  /** Bursts to learn from: about 9 s of them. */
  readonly bursts: number;
  /** About 20, 50 and 80 % of a CPU. The more it is in use, the longer a percentile needs to settle. */
  readonly loads: readonly ServerLoad[];
}

interface ServerLoad {
  readonly ratePerSecond: number;
  readonly durationMs: number;
}

const nameOf = ({ ratePerSecond }: ServerLoad): string => `at-${ratePerSecond}`;

export const serversCheck: ValidationCheck = serversCheckOf({
  ...{ name: 'servers', cpuMs: 3, waitMs: 50, first: { ratePerSecond: 220, durationMs: 14_000 }, bursts: 100 },
  loads: [
    { ratePerSecond: 60, durationMs: 10_000 },
    { ratePerSecond: 150, durationMs: 14_000 },
    { ratePerSecond: 235, durationMs: 22_000 },
  ],
});

export const slowServersCheck: ValidationCheck = serversCheckOf({
  ...{ name: 'slow-servers', cpuMs: 5, waitMs: 120, first: { ratePerSecond: 150, durationMs: 16_000 }, bursts: 50 },
  loads: [
    { ratePerSecond: 38, durationMs: 10_000 },
    { ratePerSecond: 95, durationMs: 13_000 },
    { ratePerSecond: 145, durationMs: 21_000 },
  ],
});

function serversCheckOf(of: ServerCase): ValidationCheck {
  const { name, cpuMs, waitMs, first, bursts, loads } = of;
  const scenario = (scenarioName: string, load: readonly Readonly<Record<string, unknown>>[]) => ({
    name: scenarioName,
    question: 'How long do calls of a busy Node process take?',
    seed: 11,
    workload: { kind: 'builtin', call: { cpuMs, ioMs: waitMs } },
    // A prediction is for a server with a CPU of its own, and the load generator needs one, too.
    targets: [{ name: 'server', kind: 'node-server', realTime: true }],
    load: [{ name: 'first', kind: 'constantRate', ...first }, ...load],
  });
  return {
    name,
    words: `a Node process at ${loads.map(({ ratePerSecond }) => `${ratePerSecond}/s`).join(', ')} of ${cpuMs} ms of CPU and ${waitMs} ms of waiting, learned at 15/s and from bursts of ${batch}`,
    learn: scenario(`${name}-learn`, [
      { name: 'batches', kind: 'burst', size: batch, repeats: bursts, gapMs: 10 },
      { name: 'steady', kind: 'poisson', ratePerSecond: 15, durationMs: 10_000 },
    ]),
    test: scenario(
      name,
      loads.map((load) => ({ name: nameOf(load), kind: 'poisson', ...load })),
    ),
    quiet: { learned: ['steady'], tested: loads.map(nameOf) },
    compare(tested, learned) {
      if (learned === undefined) throw new Error('nothing was learned');
      const needs = learnedOfServer(learned);
      const onTested = {
        ...needs,
        cpuMs: (needs.cpuMs + cpuMs * (moreWork(tested, learned) - 1)) * slower(tested, learned),
      };
      return loads.flatMap((load) => rowsOf(load, { name, tested, needs: onTested }));
    },
  };
}

/** Each run measures anew how much work 1 ms of CPU is. How much more a call of one run has than that of another, as a factor. */
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
  readonly name: string;
  readonly tested: SeenRun;
  readonly needs: ServerNeeds;
}

function rowsOf(tested: ServerLoad, { name, tested: run, needs }: Compared) {
  const { ratePerSecond, durationMs } = tested;
  const serviceTime = phaseIn(run, nameOf(tested)).latencyMs.serviceTime.all;
  const { utilization: load } = useOf(run, nameOf(tested));
  const arrivals = { kind: 'times', atMs: dueIn(run, nameOf(tested)) } as const;
  const ofThese = [1, 1 - needs.drift, 1 + needs.drift].map((factor) =>
    latencyOf({ ...needs, cpuMs: needs.cpuMs * factor }, arrivals, 1),
  );
  const drawn = new Map<number, Histogram>();
  const ofSchedule = (seed: number) => {
    const one = drawn.get(seed) ?? latencyOf(needs, { kind: 'poisson', perSecond: ratePerSecond, durationMs }, seed);
    drawn.set(seed, one);
    return one;
  };
  return ([50, 99] as const).flatMap((percent): ComparedRow[] => {
    const tolerance = percent === 50 ? 0.03 : load > 0.8 ? 0.15 : 0.1;
    const row = {
      check: `${name} ${ratePerSecond}/s`,
      quantity: `p${percent}`,
      of: 'server',
      load,
      learnedAt: needs.utilization,
      unit: 'ms',
      measured: serviceTime?.[`p${percent}`],
      tolerance,
    } as const;
    const [predicted, least = 0, most = 0] = ofThese.map((each) => each.percentile(percent));
    const byDrift = (deviations * (most - least)) / 2 / (predicted ?? 1);
    const ofDraws = overDraws((seed) => ofSchedule(seed).percentile(percent) ?? 0);
    return [
      { ...row, given: 'arrivals', predicted, sampling: byDrift },
      { ...row, ...ofDraws, sampling: Math.hypot(ofDraws.sampling ?? 0, byDrift) },
    ];
  });
}
