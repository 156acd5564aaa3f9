import { optional } from '../../model/optional.ts';
import type { Figure } from '../../model/plan/figure.ts';
import type { Kept, OptionFigures } from '../../model/plan/option-result.ts';
import type { PlanConstraints } from '../../scenario/plan/plan-file.ts';
import { count, type Format, mb, ms, percent, usd } from '../../text/format.ts';
import { withInterval } from '../../text/interval.ts';
import { figuresOf } from '../option-figures.ts';
import type { OptionAnswer, OptionModule } from '../options/option.ts';
import { fits, isShortAtMoments, mostMb } from '../under-load/memory.ts';
import { fewRefused } from '../under-load/served.ts';
import type { PredictedOf, Quantity } from '../validation/ranges.ts';

interface KeptBy {
  readonly constraints: PlanConstraints;
  /** At the corners of all intervals, the most likely first. */
  readonly answers: readonly OptionAnswer[];
  readonly of: PredictedOf;
  readonly unit: OptionModule<never>['unit'];
  readonly hasBurst: boolean;
}

/** A figure, perhaps of which nothing is known at an end of the intervals of the inputs (`isOpen`). */
interface CheckedFigure extends Figure {
  readonly isOpen?: boolean;
  /** Found for arrivals at random in the place of recorded ones, which may need more. */
  readonly isOfRandom?: boolean;
}

/** Whether an option carries the load, and keeps each constraint that was given; undecided where that depends on the inputs within their intervals. */
export const keptOf = (figures: OptionFigures, by: KeptBy): Kept[] => [
  ...cpuKept(by),
  ...memoryKept(by),
  ...throttlesKept(figures),
  ...givenKept(figures, by),
];

export const isMet = ({ verdict }: Kept): boolean => verdict === 'met';
/** Nothing is known to check it by. */
export const isUnknown = ({ verdict, basis }: Kept): boolean => verdict === 'undecided' && basis === undefined;
export const isBroken = ({ verdict }: Kept): boolean => verdict === 'not-met';

/** What starts instances for requests is held to all that it may have. */
function cpuKept(by: KeptBy): Kept[] {
  const limit = by.answers[0]?.instanceLimit;
  const whose = limit === undefined ? '' : ` of ${count(limit.ofTenant)} instances, the most that may be`;
  return checked(
    over(by, 'environments', ({ cpuUtilization }) => cpuUtilization),
    {
      ...{ id: 'cpu', constraint: 'CPU at the peak below 100%', isOfLoad: true },
      holds: (value) => value < 1,
      ...{ format: percent, rest: ` of the CPU${whose}` },
    },
  );
}

function memoryKept(by: KeptBy): Kept[] {
  const { answers, unit } = by;
  const memory = answers[0]?.memory;
  if (memory === undefined) return [];
  const { peakMb, burstMb = 0, momentsMb, hasMb } = memory;
  const isShort = isShortAtMoments(memory);
  return checked(
    over(by, 'memory', (answer) => answer.memory && mostMb(answer.memory)),
    {
      ...{ id: 'memory', constraint: `memory of one ${unit} at most ${mb(hasMb)}`, isOfLoad: true },
      holds: (value) => fits(value, hasMb),
      ...{ format: mb, rest: ` of memory in use ${burstMb > peakMb ? 'in a burst' : 'at the peak'}` },
      ...optional('doubt', isShort ? `, ${mb(momentsMb)} at moments` : undefined),
    },
  );
}

const throttlesKept = ({ throttledShare, throttledInBurst }: OptionFigures): Kept[] => [
  ...checked(throttledShare, {
    ...{ id: 'throttled', constraint: 'no throttled request at the peak', isOfLoad: true },
    holds: (value) => value < fewRefused,
    ...{ format: percent, rest: ' throttled' },
  }),
  ...checked(throttledInBurst, {
    ...{ id: 'throttledInBurst', constraint: 'no throttled request in a burst', isOfLoad: true },
    holds: (value) => value < 1,
    ...{ format: count, rest: ' throttled in a burst' },
  }),
];

function givenKept(
  { latencyMs, connections, month }: OptionFigures,
  { constraints, answers, hasBurst }: KeptBy,
): Kept[] {
  const { p99Ms, burstP99Ms } = constraints;
  // With some inputs within their intervals, requests queue without end: then no p99 is known there.
  const known = (of: 'steady' | 'burst') =>
    latencyMs[of] && {
      ...latencyMs[of].p99,
      isOpen: answers.some((answer) => answer.latencyMs[of] === undefined),
      isOfRandom: of === 'steady' && answers.some((answer) => answer.isOfRandom),
    };
  return [
    ...latencyKept({ id: 'p99Ms', name: 'p99' }, known('steady'), p99Ms),
    ...(hasBurst ? latencyKept({ id: 'burstP99Ms', name: 'p99 of a burst' }, known('burst'), burstP99Ms) : []),
    ...atMost({ id: 'connections', name: 'connections' }, connections, constraints.connections, count),
    ...atMost({ id: 'usdPerMonth', name: 'a month' }, month?.usd, constraints.usdPerMonth, usd),
  ];
}

type Named = Pick<Kept, 'id'> & { readonly name: string };

/** A latency without a prediction meets no objective. */
const latencyKept = ({ id, name }: Named, value: CheckedFigure | undefined, most: number | undefined): Kept[] =>
  value === undefined && most !== undefined
    ? [
        {
          ...{ id, constraint: `${name} at most ${ms(most)}`, isOfLoad: false },
          ...{ verdict: 'not-met', words: `${name} is not predicted` },
        },
      ]
    : atMost({ id, name }, value, most, ms);

function atMost(
  { id, name }: Named,
  value: CheckedFigure | undefined,
  most: number | undefined,
  format: Format,
): Kept[] {
  if (most === undefined) return [];
  const given = { id, constraint: `${name} at most ${format(most)}`, isOfLoad: false } as const;
  // A constraint that cannot be checked is not met.
  if (value === undefined) return [{ ...given, verdict: 'undecided', words: `${name}: not known` }];
  return checked(value, { ...given, holds: (some: number) => some <= most, format });
}

interface Check extends Pick<Kept, 'id' | 'constraint' | 'isOfLoad'> {
  holds(value: number): boolean;
  readonly format: Format;
  /** What stands behind the number. */
  readonly rest?: string;
  /** Why it is undecided where the figure alone keeps it. */
  readonly doubt?: string;
}

/** What is not known has no row. */
function checked(found: CheckedFigure | undefined, { holds, format, rest = '', doubt, ...constraint }: Check): Kept[] {
  if (found === undefined) return [];
  const { value, low = value, high = value, isOpen = false, isOfRandom = false, basis } = found;
  const held = [value, low, high].filter(holds).length;
  const isCertain = !isOpen && !isOfRandom && doubt === undefined;
  const verdict = held === 3 && isCertain ? 'met' : held === 0 ? 'not-met' : 'undecided';
  const decides = verdict === 'undecided' && (held < 3 || isOpen);
  const ends = { value, low, high: isOpen ? Number.POSITIVE_INFINITY : high };
  const shown = withInterval(ends, format, decides ? ' within the intervals of the inputs' : '');
  const random = isOfRandom ? ', of arrivals at random: the recorded ones are too many to simulate' : '';
  return [{ ...constraint, verdict, words: `${shown}${rest}${random}${doubt ?? ''}`, basis }];
}

const over = (
  { answers, of }: KeptBy,
  quantity: Quantity,
  pick: (answer: OptionAnswer) => number | undefined,
): Figure | undefined =>
  answers.every((answer) => pick(answer) === undefined) ? undefined : figuresOf(answers, of)(quantity, pick);
