import type { Kept, OptionFigures } from '../../model/plan/option-result.ts';
import type { PlanConstraints } from '../../scenario/plan/plan-file.ts';
import { count, type Format, mb, ms, percent, usd } from '../../text/format.ts';
import type { OptionAnswer, OptionModule } from '../options/option.ts';

/** Fewer refused requests than this are below what can be predicted. */
const fewRefused = 1e-4;

interface KeptBy {
  readonly constraints: PlanConstraints;
  readonly answer: OptionAnswer;
  readonly unit: OptionModule<never>['unit'];
}

/** Whether an option carries the load, and keeps each constraint that was given. */
export const keptOf = (figures: OptionFigures, by: KeptBy): Kept[] => [
  ...cpuKept(by),
  ...memoryKept(by),
  ...throttlesKept(figures),
  ...givenKept(figures, by.constraints),
];

const cpuKept = ({ answer: { cpuUtilization } }: KeptBy): Kept[] =>
  cpuUtilization === undefined
    ? []
    : [
        {
          ...{ constraint: 'CPU at the peak below 100%', isOfLoad: true },
          ...{ holds: cpuUtilization < 1, words: `${percent(cpuUtilization)} of the CPU` },
        },
      ];

function memoryKept({ answer: { memory }, unit }: KeptBy): Kept[] {
  if (memory === undefined) return [];
  const { peakMb, burstMb = 0, hasMb } = memory;
  const most = Math.max(peakMb, burstMb);
  return [
    {
      ...{ constraint: `memory of one ${unit} at most ${mb(hasMb)}`, isOfLoad: true },
      ...{
        holds: most <= hasMb,
        words: `${mb(most)} of memory in use ${burstMb > peakMb ? 'in a burst' : 'at the peak'}`,
      },
    },
  ];
}

const throttlesKept = ({ throttledShare, throttledInBurst }: OptionFigures): Kept[] => [
  ...(throttledShare === undefined
    ? []
    : [
        {
          ...{ constraint: 'no throttled request at the peak', isOfLoad: true },
          ...{ holds: throttledShare.value < fewRefused, words: `${percent(throttledShare.value)} throttled` },
        },
      ]),
  ...(throttledInBurst === undefined
    ? []
    : [
        {
          ...{ constraint: 'no throttled request in a burst', isOfLoad: true },
          ...{ holds: throttledInBurst.value < 1, words: `${count(throttledInBurst.value)} throttled in a burst` },
        },
      ]),
];

function givenKept({ latencyMs, instances, connections, month }: OptionFigures, constraints: PlanConstraints): Kept[] {
  const { p99Ms, burstP99Ms } = constraints;
  return [
    ...latencyKept('p99', latencyMs.steady?.p99.value, p99Ms),
    ...(instances.burst === undefined ? [] : latencyKept('p99 of a burst', latencyMs.burst?.p99.value, burstP99Ms)),
    ...atMost('connections', connections?.value, constraints.connections, count),
    ...atMost('a month', month?.usd.value, constraints.usdPerMonth, usd),
  ];
}

/** A latency that is not predicted keeps no objective. */
const latencyKept = (name: string, value: number | undefined, most: number | undefined): Kept[] =>
  value === undefined && most !== undefined
    ? [{ constraint: `${name} at most ${ms(most)}`, holds: false, words: `${name} is not predicted`, isOfLoad: false }]
    : atMost(name, value, most, ms);

const atMost = (name: string, value: number | undefined, most: number | undefined, words: Format): Kept[] =>
  value === undefined || most === undefined
    ? []
    : [{ constraint: `${name} at most ${words(most)}`, holds: value <= most, words: words(value), isOfLoad: false }];
