import type { PhaseResult, RunResult } from '../../src/model/run-result.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { runBeside } from './run-beside.ts';

/** Of each case; the figures are medians. */
const runs = 5;

/**
 * Whether conclusions depend on this machine: the same function in bursts of 2, 30 and 100, and of 30 beside a busy core; and a rate
 * whose cold starts need more CPU than a small machine has.
 */
export const projected: Benchmark = {
  about: 'projected figures: whether what the platform bills and needs is the same however busy this machine is',
  run: async () => [...bursts(), ...rates()],
};

interface BurstFigures {
  readonly coldMs: number;
  readonly warmMs: number;
  readonly coldUsd: number;
  readonly warmUsd: number;
  readonly waiting: number;
  readonly breakEven: readonly [number, number];
}

function bursts(): Figure[] {
  const small = burstsOf(2, 0);
  const cases = [
    { what: 'a burst of 30', figures: burstsOf(30, 0) },
    { what: 'a burst of 100', figures: burstsOf(100, 0) },
    { what: 'a burst of 30 beside a busy core', figures: burstsOf(30, 1) },
  ];
  const { coldMs, warmMs, coldUsd, waiting, breakEven } = small;
  const value = `cold ${coldMs.toFixed(0)} ms, warm ${warmMs.toFixed(0)} ms, $${coldUsd.toFixed(2)} per million cold, ${(100 * waiting).toFixed(1)}% waiting, break-even ${breakEven.map((rate) => rate.toPrecision(3)).join(' to ')}/s`;
  return [
    { what: `a burst of 2, median of ${runs}`, value },
    ...cases.flatMap(({ what, figures }) => comparedWith(small, what, figures)),
  ];
}

function comparedWith(small: BurstFigures, what: string, figures: BurstFigures): Figure[] {
  const off = (key: 'coldMs' | 'warmMs' | 'coldUsd' | 'warmUsd') => 100 * Math.abs(figures[key] / small[key] - 1);
  const mostOff = Math.max(off('coldMs'), off('warmMs'), off('coldUsd'), off('warmUsd'));
  const points = 100 * Math.abs(figures.waiting - small.waiting);
  const ends = Math.max(
    ...figures.breakEven.map((rate, end) => 100 * Math.abs(rate / (small.breakEven[end] ?? 1) - 1)),
  );
  const billed = `billed time cold ${off('coldMs').toFixed(1)}%, warm ${off('warmMs').toFixed(1)}%; cost cold ${off('coldUsd').toFixed(1)}%, warm ${off('warmUsd').toFixed(1)}%`;
  return [
    { what: `${what}: off from the burst of 2`, value: billed, target: atMost(mostOff, 3, '%') },
    { what: '  waiting share', value: `${points.toFixed(1)} points`, target: atMost(points, 1.5, ' points') },
    { what: '  ends of the break-even band', value: `${ends.toFixed(1)}%`, target: atMost(ends, 5, '%') },
  ];
}

function burstsOf(size: number, busyLoops: number): BurstFigures {
  const load = ['cold', 'warm'].map((name) => `{ name: ${name}, kind: burst, size: ${size} }`);
  const results = Array.from({ length: runs }, () =>
    runBeside(busyLoops, scenarioOf({ call: '{ cpuMs: 20, ioMs: 500 }', load, withServer: true })),
  );
  const median = (of: (result: RunResult) => number | undefined) =>
    medianOf(results.map((each) => of(each) ?? Number.NaN));
  return {
    coldMs: median((result) => phaseOf(result, 'cold').projected?.cold?.billedMsPerCall),
    warmMs: median((result) => phaseOf(result, 'warm').projected?.warm?.billedMsPerCall),
    coldUsd: median((result) => phaseOf(result, 'cold').projected?.cold?.usdPerMillion),
    warmUsd: median((result) => phaseOf(result, 'warm').projected?.warm?.usdPerMillion),
    waiting: median((result) => phaseOf(result, 'cold').projected?.waitingShareOfBilled),
    breakEven: [
      median(({ comparison }) => comparison?.breakEven?.[0]?.perSecondLow),
      median(({ comparison }) => comparison?.breakEven?.[0]?.perSecondHigh),
    ],
  };
}

/** 60/s of 2 ms of CPU and 150 ms of waiting. */
function rates(): Figure[] {
  const steady = (start: string) => [
    `{ name: steady, kind: constantRate, ratePerSecond: 60, durationMs: 5000, start: ${start} }`,
  ];
  const environments = (busyLoops: number, start: string) =>
    Array.from({ length: runs }, () => {
      const result = runBeside(busyLoops, scenarioOf({ call: '{ cpuMs: 2, ioMs: 150 }', load: steady(start) }));
      return { result, phase: phaseOf(result, 'steady') };
    });
  return [
    projectedCounts('60/s, cold', environments(0, 'cold')),
    projectedCounts('60/s, cold, beside 3 busy loops', environments(3, 'cold')),
    warmCounts(environments(0, 'warm')),
  ];
}

interface Rated {
  readonly result: RunResult;
  readonly phase: PhaseResult;
}

/** Those that arrive before the first call is over start one each: one arrives every 1000 / 60 ms. */
function projectedCounts(what: string, rated: readonly Rated[]): Figure {
  const rows = rated.map(({ phase: { demands, projected: platform, environments } }) => {
    const mean = (part: 'init' | 'cold') => (demands?.[part]?.cpuMs.mean ?? 0) + (demands?.[part]?.waitMs?.mean ?? 0);
    const byHand = Math.ceil((mean('init') + mean('cold')) / (1000 / 60));
    return { byHand, count: platform?.environments ?? Number.NaN, measured: environments.distinct };
  });
  const off = Math.max(...rows.map(({ byHand, count }) => 100 * Math.abs(count / byHand - 1)));
  const value = rows.map(({ count, byHand, measured }) => `${count} (${byHand} by hand, ${measured} here)`).join(', ');
  return { what: `${what}: environments projected`, value, target: atMost(Number(off.toFixed(1)), 10, '%') };
}

function warmCounts(rated: readonly Rated[]): Figure {
  const counts = rated.map(({ result, phase }) => ({
    status: result.verdict.status,
    busy: phase.environments.distinct ?? 0,
  }));
  const met = counts.every(({ status, busy }) => status === 'VALID' && busy >= 9 && busy <= 12);
  const value = counts.map(({ status, busy }) => `${busy} ${status}`).join(', ');
  return { what: '60/s, start: warm: environments busy', value, target: { text: '9 to 12, VALID', met } };
}

interface Asked {
  readonly call: string;
  readonly load: readonly string[];
  readonly withServer?: boolean;
}

const scenarioOf = ({ call, load, withServer = false }: Asked): string => `name: projected
question: Does the answer depend on this machine?
workload: { kind: builtin, init: { cpuMs: 30 }, call: ${call} }
targets:
  - { name: lambda, kind: local-lambda, memoryMb: 1769 }
${withServer ? '  - { name: server, kind: node-server }\n' : ''}load:
${load.map((phase) => `  - ${phase}\n`).join('')}`;

function phaseOf({ targets }: RunResult, name: string): PhaseResult {
  const phase = targets[0]?.phases.find((one) => one.name === name);
  if (phase === undefined) throw new Error(`the run has no phase ${name}`);
  return phase;
}
