import type { PhaseResult, RunResult, TargetResult } from '../model/run-result.ts';
import { breakEvens, hourlyUsdPerMonth, hoursPerMonth } from './break-even.ts';
import { rate } from './break-even-chart.ts';
import { count, mb, ms, shown, usd } from './format.ts';
import { when } from './head.ts';
import { memoryPeak, tail } from './headlines.ts';
import { numberAt } from './number-path.ts';

/** A line for a person to fill in, and what belongs there. */
export interface Blank {
  readonly fill: string;
}

type Entry = string | Blank;

export interface SheetBlock {
  readonly heading: string;
  readonly note?: string;
  readonly columns?: readonly string[];
  /** Beneath columns; without columns a label and what belongs to it. */
  readonly rows: readonly (readonly Entry[])[];
}

const blank = (fill: string): Blank => ({ fill });

/** In the order in which a review goes through them. */
export const sheetBlocks = (result: RunResult): SheetBlock[] => [
  decision(result),
  demand(),
  inputs(result),
  options(result),
  limits(result),
  breakEven(result),
  people(result),
];

const decision = ({ verdict }: RunResult): SheetBlock => ({
  heading: 'Decision',
  rows: [
    ['Decision', blank('which option, from when')],
    ['Owner', blank('name, date')],
    ['Finding of the run', verdict.sentence],
    ['Validity', validity(verdict)],
  ],
});

const mostReasons = 3;

function validity({ status, reasons }: RunResult['verdict']): string {
  const named = reasons.slice(0, mostReasons).map(({ message }) => message);
  const more = reasons.length > mostReasons ? [`and ${reasons.length - mostReasons} more, in the report`] : [];
  return [status, ...named, ...more].join('; ');
}

const demand = (): SheetBlock => ({
  heading: 'Demand in production',
  columns: ['average', 'peak', 'burst', 'growth a year'],
  rows: [[blank('requests/s'), blank('requests/s'), blank('requests at once'), blank('%')]],
});

const inputs = ({ startedAt, machine, scenario, tool, seed, prices }: RunResult): SheetBlock => ({
  heading: 'Measured inputs',
  rows: [
    ['Question', scenario.question],
    ['Run', `${scenario.name}, ${when(startedAt)}, seed ${seed}, ${tool.name} ${tool.version}`],
    ['Machine', `${machine.cpuModel}, ${machine.cpus} CPUs, ${mb(machine.memoryMb)}, Node ${machine.node}`],
    ['Prices', `${prices.date}, ${prices.region}, ${prices.architecture}`],
    ['Interval', 'one run has none: compare several runs before a figure is relied on'],
  ],
});

const options = ({ targets }: RunResult): SheetBlock => ({
  heading: 'Options',
  note: 'p99 where there are 100 answers, else the maximum. Per month at the demand above: a function costs its price per million times the millions of requests; a server is priced as one, all month of 730 hours.',
  columns: [
    ...['option', 'environments', 'throttled', 'steady p50 / high', 'burst p50 / high'],
    ...['memory', 'downstream connections', '$ per million', '$ per month'],
  ],
  rows: targets.map(option),
});

function option(target: TargetResult): Entry[] {
  const { name, environments, requests, phases, downstream, billing, serverCost } = target;
  const peak = memoryPeak(target);
  const inBurst = (phase: PhaseResult) => phase.kind === 'burst';
  return [
    name,
    count(environments.distinct),
    count(requests.throttled),
    latency(phases.filter((phase) => !inBurst(phase))),
    latency(phases.filter(inBurst)),
    peak === undefined ? '–' : `${shown(numberAt(target, peak.path), mb)} ${peak.label}`,
    shown(downstream?.peakConnections, count),
    shown(billing?.usdPerMillion ?? serverCost?.usdPerMillion, usd),
    serverCost === undefined ? blank('at the demand') : usd(serverCost.usdPerHour * hoursPerMonth),
  ];
}

/** Of the phase with the most answers: percentiles of several cannot be put together. */
function latency(phases: readonly PhaseResult[]): string {
  const summaries = phases.flatMap(({ latencyMs }) => latencyMs.serviceTime.all ?? []);
  const [most] = summaries.sort((a, b) => b.count - a.count);
  if (most === undefined) return '–';
  const high = tail(most);
  return `${shown(most.p50, ms)} / ${shown(numberAt(most, high.path), ms)} (${high.label})`;
}

/** Of functions billed per use. Source: AWS Lambda quotas and "Lambda scaling behavior". */
const aws = { concurrency: 1000, perTenSeconds: 1000, requestsPerEnvironment: 10 } as const;

function limits({ targets }: RunResult): SheetBlock {
  const functions = targets.filter(({ billing }) => billing !== undefined);
  return {
    heading: 'Limits and headroom',
    note: `Defaults of AWS: ${count(aws.concurrency)} concurrent per account and region, ${count(aws.perTenSeconds)} more environments every 10 s per function, requests/s at most ${aws.requestsPerEnvironment} × concurrency. The burst of this run; scale it to the one above.`,
    columns: [
      'function',
      'alive at once',
      'left of 1,000',
      'left of 1,000 per 10 s',
      'requests/s at most',
      'your limit',
    ],
    rows: functions.map(({ name, environments }) => [
      name,
      count(environments.peakAlive),
      count(aws.concurrency - environments.peakAlive),
      count(aws.perTenSeconds - environments.coldStarts),
      count(aws.requestsPerEnvironment * environments.peakAlive),
      blank('account concurrency'),
    ]),
  };
}

const breakEven = (result: RunResult): SheetBlock => ({
  heading: 'Break-even',
  note: 'Below the rate, held all month, the function costs less. For calls as long as those of this load, with as many cold starts; one server, whatever the rate.',
  columns: ['function', 'server', 'costs the same at', 'a month'],
  rows: breakEvens(result).map(({ billed, hourly, requestsPerSecond }) => [
    billed.target,
    `${hourly.target} (${hourly.description})`,
    rate(requestsPerSecond),
    usd(hourlyUsdPerMonth(hourly)),
  ]),
});

const people = ({ comparison }: RunResult): SheetBlock => ({
  heading: 'Before it is signed',
  rows: [
    ['Sensitivity', blank('which input, changed by how much, turns the decision')],
    ['Assumptions', `baseline ${comparison?.baseline ?? 'none'}; first price tier, no free tier, no data transfer`],
    ['More assumptions', blank('what else has to be true')],
    ['Predictions', blank('how well earlier ones matched what was measured')],
    ['Review again', blank('date, or when demand exceeds')],
  ],
});
