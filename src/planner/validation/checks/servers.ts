import type { Arrivals } from '../../../simulator/arrivals/arrivals.ts';
import type { Histogram } from '../../../simulator/statistics/histogram.ts';
import { latencyOfServers } from '../../options/simulated-servers.ts';
import { type ComparedRow, cpuMsIn, dueIn, phaseIn, type SeenRun, type ValidationCheck } from './check.ts';
import { overDraws } from './draws.ts';

const waitMs = 50;
const clients = 10;

/** About 20, 50 and 80 % of a CPU. The more it is in use, the longer a percentile needs to settle. */
const loads = [
  { name: 'at-60', ratePerSecond: 60, durationMs: 15_000 },
  { name: 'at-145', ratePerSecond: 145, durationMs: 20_000 },
  { name: 'at-230', ratePerSecond: 230, durationMs: 30_000 },
] as const;

const scenario = (name: string, load: readonly Readonly<Record<string, unknown>>[]) => ({
  name,
  question: 'How long do calls of a busy Node process take?',
  seed: 11,
  workload: { kind: 'builtin', call: { cpuMs: 3, ioMs: waitMs } },
  // A prediction is for a server with a CPU of its own, and the load generator needs one, too.
  targets: [{ name: 'server', kind: 'node-server', realTime: true }],
  // V8 has compiled the path of a call before what is compared begins: that takes more than 1,000 calls.
  load: [{ name: 'first', kind: 'constantRate', ratePerSecond: 100, durationMs: 12_000 }, ...load],
});

export const serversCheck: ValidationCheck = {
  name: 'servers',
  words: `a Node process at ${loads.map(({ ratePerSecond }) => `${ratePerSecond}/s`).join(', ')} of 3 ms of CPU and ${waitMs} ms of waiting, learned at 15/s and from ${clients} clients`,
  learn: scenario('servers-learn', [
    { name: 'clients', kind: 'closed', connections: clients, durationMs: 6000 },
    { name: 'steady', kind: 'poisson', ratePerSecond: 15, durationMs: 12_000 },
  ]),
  test: scenario(
    'servers',
    loads.map((load) => ({ ...load, kind: 'poisson' })),
  ),
  quiet: { learned: ['steady'], tested: loads.map(({ name }) => name) },
  compare(tested, learned) {
    if (learned === undefined) throw new Error('nothing was learned');
    const needs = learnedOfServer(learned);
    return needs === undefined ? [] : loads.flatMap((load) => rowsOf(load, { tested, needs }));
  },
};

interface ServerNeeds {
  readonly cpuMs: number;
  readonly wakeMs: number;
  readonly waitMs: number;
  /** Share of a CPU at which they were learned. */
  readonly utilization: number;
}

/**
 * Clients without think time soon follow one another through the loop: each sends again when its timer was run, and by then the timer of the
 * next is due. So the loop is blocked twice in a round of all of them: before the first timer, and before the request that follows it. At a
 * low rate it is blocked before each request and each timer, unless it happens to be busy: 2 (1 - utilization) times per call. The two
 * phases give the CPU of a call, a, and that of a wake, w: a + 2 w / clients, and a + 2 w (1 - utilization).
 */
export function learnedOfServer(run: SeenRun): ServerNeeds | undefined {
  const [inTurn, steady] = [cpuOf(run, 'clients'), cpuOf(run, 'steady')];
  const loneMs = phaseIn(run, 'steady').latencyMs.serviceTime.all?.p50;
  if (inTurn === undefined || steady === undefined || loneMs === undefined) return undefined;
  const { utilization } = steady;
  const wakeMs = Math.max(0, steady.perCallMs - inTurn.perCallMs) / (2 * (1 - utilization) - 2 / clients);
  const cpuMs = inTurn.perCallMs - (2 * wakeMs) / clients;
  return { cpuMs, wakeMs, waitMs: Math.max(0, loneMs - cpuMs - 2 * wakeMs), utilization };
}

function cpuOf(run: SeenRun, name: string) {
  const { startedAtMs, finishedAtMs, requests } = phaseIn(run, name);
  const cpuMs = cpuMsIn(run, name);
  if (cpuMs === undefined || requests.answered === 0) return undefined;
  return { perCallMs: cpuMs / requests.answered, utilization: cpuMs / (finishedAtMs - startedAtMs) };
}

interface Compared {
  readonly tested: SeenRun;
  readonly needs: ServerNeeds;
}

function rowsOf({ name, ratePerSecond, durationMs }: (typeof loads)[number], { tested, needs }: Compared) {
  const serviceTime = phaseIn(tested, name).latencyMs.serviceTime.all;
  const load = cpuOf(tested, name)?.utilization;
  if (load === undefined) return [];
  const { cpuMs, waitMs, wakeMs } = needs;
  // The built-in workload computes, waits on a timer, and answers.
  const known = {
    ...{ needs: { cpuMs, waitMs, spread: { p50: 1 } }, processes: 1 },
    loopUse: { beforeWait: 1, waitsBy: 'timer', wakeMs },
  } as const;
  const latency = (arrivals: Arrivals, seed: number) => latencyOfServers({ ...known, arrivals, seed });
  const ofThese = latency({ kind: 'times', atMs: dueIn(tested, name) }, 1);
  const drawn = new Map<number, Histogram>();
  const ofSchedule = (seed: number) => {
    const one = drawn.get(seed) ?? latency({ kind: 'poisson', perSecond: ratePerSecond, durationMs }, seed);
    drawn.set(seed, one);
    return one;
  };
  return ([50, 99] as const).flatMap((percent): ComparedRow[] => {
    const tolerance = percent === 50 ? 0.03 : load > 0.8 ? 0.15 : 0.1;
    const row = {
      check: `servers ${ratePerSecond}/s`,
      quantity: `p${percent}`,
      of: 'server',
      load,
      learnedAt: needs.utilization,
      unit: 'ms',
      measured: serviceTime?.[`p${percent}`],
      tolerance,
    } as const;
    return [
      { ...row, given: 'arrivals', predicted: ofThese.percentile(percent) },
      { ...row, ...overDraws((seed) => ofSchedule(seed).percentile(percent) ?? 0) },
    ];
  });
}
