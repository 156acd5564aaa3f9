import { cheapestByRate, pricedOf, type RateRegion } from '../../billing/month/cheapest-by-rate.ts';
import { monthAt } from '../../billing/month/months.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import type { Month } from '../../model/schema/costs.ts';
import { isConclusive } from '../../model/verdict.ts';
import { counted, perSecond, usd } from '../../text/format.ts';
import { asMuch } from '../../text/multiples.ts';
import { projectedWord } from '../figures/doubt.ts';
import { highEnd, lowEnd } from './blocks/break-even.ts';
import { highText, latencyOf, medianText, sizesText } from './blocks/latency.ts';
import { allLimitsOf, isExceeded } from './blocks/limits.ts';
import { type Flips, flipsOf, flipText } from './blocks/sensitivity.ts';
import { burstConditions, needs } from './conditions.ts';
import { isTraced } from './entry.ts';
import type { SheetQuestion } from './question.ts';

/** What the run supports, for people to decide. Only costs are ranked: times are conditions. */
export interface Decision {
  /**
   * proposed: one option costs the least at the demand, within its limits. open: the demand is not stated, or costs do not decide.
   * withheld: nothing may be concluded.
   */
  readonly kind: 'proposed' | 'open' | 'withheld';
  readonly option?: string;
  readonly headline: string;
  /** The others, in one line. */
  readonly beside?: string;
  /** The decision holds only while all of them do. */
  readonly conditions: readonly string[];
}

export const decisionHeadings: Record<Decision['kind'], string> = {
  proposed: 'Proposed decision',
  open: 'Decision still open',
  withheld: 'Decision withheld',
};

/** Above the conditions. */
export const conditionsWords: Record<Decision['kind'], string> = {
  proposed: 'On these conditions:',
  open: 'Before you decide:',
  withheld: 'What to do:',
};

/** Of a result without its INVALID targets. */
export function decisionOf(result: RunResult, whole: RunResult, question: SheetQuestion): Decision {
  const { perSecond: rate } = question;
  const regions = cheapestByRate(result.targets, result.comparison?.breakEven ?? []);
  const base = rate === undefined ? byRate(result, regions, question) : atDemand(result, question, rate);
  const flips = flipsOf(result, question, base.option);
  const conditions = [
    ...base.conditions,
    ...(rate === undefined || base.option === undefined ? [] : regionCondition(base.option, rate, regions)),
    ...(base.option === undefined || flips === undefined ? [] : flipCondition(flips)),
    ...doubtConditions(result, whole),
  ];
  return { ...base, conditions };
}

export const withheld = ({ verdict }: RunResult): Decision => ({
  kind: 'withheld',
  headline: 'No decision can be based on this run.',
  conditions: verdict.reasons
    .filter(({ status }) => status === 'INVALID')
    .map(({ message, advice }) => `${message}: ${advice}`),
});

/** Without a demand: which option costs the least at which average rate. */
function byRate({ targets }: RunResult, regions: readonly RateRegion[], question: SheetQuestion): Decision {
  const [first, ...others] = regions;
  if (first === undefined || pricedOf(targets).length < 2) return unpriced;
  const conditions = overLimit(rankedAt(targets, question, 0));
  if (others.length === 0)
    return { kind: 'open', headline: `${first.name} costs the least at every average rate.`, conditions };
  const parts = regions.map(({ name, from, to }) => {
    if (from === undefined) return `below ${to === undefined ? 'that' : lowEnd(to)} ${name}`;
    if (to === undefined) return `above ${highEnd(from)} ${name}`;
    return `from ${highEnd(from)} to ${lowEnd(to)} ${name}`;
  });
  return {
    kind: 'open',
    headline: `Costs the least: ${parts.join(', ')}.`,
    beside: 'The average rate decides, and is not stated: state it with --demand, or fill it in below.',
    conditions,
  };
}

const unpriced: Decision = {
  kind: 'open',
  headline: 'Costs do not decide: fewer than two options have a price.',
  conditions: [],
};

interface Ranked {
  readonly target: TargetResult;
  readonly month: Month;
  /** The limits that the demand exceeds. */
  readonly exceeded: readonly string[];
}

/** The cheapest first. */
function rankedAt(targets: readonly TargetResult[], question: SheetQuestion, rate: number): Ranked[] {
  return targets
    .flatMap((target): Ranked[] => {
      const { costs } = target;
      if (costs === undefined) return [];
      const exceeded = allLimitsOf(target, question).filter(isExceeded);
      return [{ target, month: monthAt(costs, rate), exceeded: exceeded.map(({ name }) => name) }];
    })
    .sort((a, b) => a.month.usd - b.month.usd);
}

function atDemand(result: RunResult, question: SheetQuestion, rate: number): Decision {
  const ranked = rankedAt(result.targets, question, rate);
  if (ranked.length < 2) return unpriced;
  const within = ranked.filter(({ exceeded }) => exceeded.length === 0);
  const [best, next] = within;
  if (best === undefined)
    return {
      kind: 'open',
      headline: `Every option exceeds a limit at ${perSecond(rate)}.`,
      conditions: overLimit(ranked),
    };
  if (next !== undefined && next.month.usdLow <= best.month.usdHigh) return undecided([best, next], question, rate);
  const { target, month } = best;
  return {
    kind: 'proposed',
    option: target.name,
    headline: `${target.name}, for ${usd(month.usd)} a month at ${perSecond(rate)}.`,
    ...(next && {
      beside: `It costs the least of ${within.length} options${within.length < ranked.length ? ' within their limits' : ''}. The next is ${next.target.name} with ${usd(next.month.usd)} a month, ${asMuch(next.month.usd / month.usd)}.`,
    }),
    conditions: [
      ...needs(target, month, question),
      ...timeCondition(result, target),
      ...burstConditions(target, month, question),
      ...overLimit(ranked),
    ],
  };
}

function undecided([best, next]: readonly [Ranked, Ranked], question: SheetQuestion, rate: number): Decision {
  const range = ({ target, month }: Ranked) =>
    usd(month.usdLow) === usd(month.usdHigh)
      ? `${target.name} ${usd(month.usd)}`
      : `${target.name} ${usd(month.usdLow)} to ${usd(month.usdHigh)}`;
  return {
    kind: 'open',
    headline: `Costs do not decide at ${perSecond(rate)}: ${range(best)}, ${range(next)} a month.`,
    beside: 'Decide by service times and limits, or measure the share of cold starts in production.',
    conditions: [best, next].flatMap(({ target, month }) => burstConditions(target, month, question)),
  };
}

/** Costs rank the options; whether one is fast enough is for people to say. */
function timeCondition(result: RunResult, target: TargetResult): string[] {
  const latency = latencyOf(result, target, 'burst') ?? latencyOf(result, target, 'steady');
  if (latency === undefined) return [];
  const { phase, basis, highLabel, measured, isContended } = latency;
  const where = [phase, sizesText(latency)].filter((part) => part !== undefined).join(', ');
  const times = (of: Pick<typeof latency, 'mediansMs' | 'highMs'>) =>
    `p50 ${medianText(of)}, ${highLabel} ${highText(of)}`;
  const word = basis === 'projected' ? projectedWord(result, target) : isContended ? 'measured, short of CPU,' : basis;
  const beside = measured && `; measured while short of CPU: ${times(measured)}`;
  return [`Service times are fast enough: ${word} ${times(latency)} (${where})${beside ?? ''}.`];
}

const overLimit = (ranked: readonly Ranked[]): string[] =>
  ranked
    .filter(({ exceeded }) => exceeded.length > 0)
    .map(({ target, exceeded }) => `${target.name} is ruled out: the demand exceeds its ${exceeded.join(' and ')}.`);

function regionCondition(option: string, rate: number, regions: readonly RateRegion[]): string[] {
  const region = regions.find(
    ({ name, from, to }) =>
      name === option && (from?.perSecondHigh ?? 0) <= rate && rate <= (to?.perSecondLow ?? Number.POSITIVE_INFINITY),
  );
  if (region === undefined || (region.from === undefined && region.to === undefined)) return [];
  const { from, to } = region;
  if (from === undefined) return to === undefined ? [] : [`The average rate stays below ${lowEnd(to)}.`];
  if (to === undefined) return [`The average rate stays above ${highEnd(from)}.`];
  return [`The average rate stays between ${highEnd(from)} and ${lowEnd(to)}.`];
}

/** The rate has a condition of its own. */
function flipCondition({ inputs, sensitivity: { billed, hourly } }: Flips): string[] {
  const within = inputs.filter(({ isWithin }) => isWithin);
  if (within.length > 0)
    return [
      `${within.map(({ effect }) => effect.input).join(' and ')}: the decision changes within what was measured. Measure more repeats first.`,
    ];
  const nearest = inputs.find(({ effect }) => effect.input !== 'requests per second');
  const turnsAt = nearest?.effect.turnsAt;
  if (nearest === undefined || turnsAt === undefined) return [];
  const { effect, measured } = nearest;
  const value = isTraced(measured.value) ? ` (${measured.value.text})` : '';
  return [
    `Between ${billed} and ${hourly}, ${effect.input} stays ${turnsAt > 1 ? 'below' : 'above'} ${flipText(turnsAt)} of its value${value}. No other input is nearer to changing the decision.`,
  ];
}

const mostReasons = 3;

/** What stands between the run and a signature. */
function doubtConditions({ thresholds, verdict, targets }: RunResult, whole: RunResult): string[] {
  const failed = thresholds.filter(({ passed }) => !passed);
  const leftOut = whole.targets.filter(({ name }) => !isConclusive(whole, name)).map(({ name }) => name);
  const unranked = targets.filter(({ costs }) => costs === undefined).map(({ name }) => name);
  const doubts = verdict.reasons
    .filter(({ status }) => status === 'SUSPECT')
    .slice(0, mostReasons)
    .map(({ advice }) => `Resolve the doubt first: ${advice}.`);
  return [
    ...(failed.length === 0
      ? []
      : [
          `${counted(failed.length, 'threshold')} of ${thresholds.length} failed: ${failed.map(({ expression }) => expression).join('; ')}.`,
        ]),
    ...doubts,
    ...(leftOut.length === 0 ? [] : [`INVALID and left out: ${leftOut.join(', ')}.`]),
    ...(unranked.length === 0 ? [] : [`Without a price, so not ranked: ${unranked.join(', ')}.`]),
  ];
}
