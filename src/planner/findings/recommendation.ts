import { cheaperRanges } from '../../billing/month/break-even.ts';
import { optional } from '../../model/optional.ts';
import type { PlanDemand } from '../../model/plan/demand.ts';
import { type Basis, leastSure } from '../../model/plan/figure.ts';
import type { Kept } from '../../model/plan/option-result.ts';
import type { PlanResult, PlanSensitivity, Said } from '../../model/plan/plan-result.ts';
import type { BreakEven } from '../../model/schema/costs.ts';
import { counted, ms, percent, usd } from '../../text/format.ts';
import { rateWords, yearsWords } from '../../text/limit-words.ts';
import { more, multiple, ofIts } from '../../text/multiples.ts';
import { type RateRange, rangesText } from '../../text/rate-ranges.ts';
import type { PlannedOption } from '../plan-inputs.ts';
import { fewRefused } from '../under-load/served.ts';
import { decidingWords } from './deciding-inputs.ts';
import { isBroken, isMet, isUnknown } from './kept.ts';
import { costsLess } from './sensitivity.ts';

type Recommendation = PlanResult['recommendation'];

/**
 * Options with a price that keep every constraint, the cheapest first; where none does for certain, those of which that is not decided within the
 * intervals of the inputs.
 */
export function fitOptions(options: readonly PlannedOption[]): PlannedOption[] {
  const priced = options.filter(({ result }) => result.figures?.month !== undefined);
  const certain = priced.filter(({ result }) => result.kept.every(isMet));
  const fit = certain.length > 0 ? certain : priced.filter(({ result }) => !result.kept.some(isBroken));
  return fit.sort((a, b) => usdOf(a) - usdOf(b));
}

/** `$28.84`; of an option that throttles, `$28.84 for the 97% of requests that it serves`. */
function costOf({ result: { figures } }: PlannedOption): string {
  const throttled = figures?.throttledShareOfMonth?.value ?? 0;
  const cost = usd(figures?.month?.usd.value ?? Number.POSITIVE_INFINITY);
  return throttled < fewRefused ? cost : `${cost} for the ${percent(1 - throttled)} of requests that it serves`;
}

const usdOf = ({ result }: PlannedOption): number => result.figures?.month?.usd.value ?? Number.POSITIVE_INFINITY;

interface PlanFindings {
  readonly options: readonly PlannedOption[];
  readonly demand: PlanDemand;
  readonly breakEven: readonly BreakEven[];
  readonly sensitivity: readonly PlanSensitivity[];
}

/** The cheapest option that keeps all constraints, why, and when another one is better. */
export function recommend({ options, demand, breakEven, sensitivity }: PlanFindings): Recommendation {
  const [best, next] = fitOptions(options);
  if (best === undefined) return { isCertain: true, reasons: options.map(whyNot), changes: [] };
  const others = options.filter((option) => option !== best);
  const provided = (name: string) => provisoOf(options.find(({ result }) => result.name === name));
  const isCertain = best.result.kept.every(isMet);
  return {
    option: best.result.name,
    isCertain,
    reasons: [
      cheapest(best, next),
      ...(isCertain ? [] : [openOf(best)]),
      ...others.filter((option) => option !== next).map(whyNotThis(best)),
    ],
    changes: [
      ...rateChanges(best, { breakEven, demand, provided }),
      ...sensitivity.flatMap((each) => inputChanges(each, provided)),
      ...cpuChange(best),
      ...limitChange(best),
    ],
  };
}

const basisOf = ({ result }: PlannedOption): Basis => result.figures?.month?.usd.basis ?? 'extrapolated';

function cheapest(best: PlannedOption, next: PlannedOption | undefined): Said {
  const name = best.result.name;
  const costs = `${name} ${keepsWords(best.result.kept)} at ${costOf(best)} a month`;
  const words =
    next === undefined
      ? `${costs}; no other option does`
      : `${costs}; the next, ${next.result.name}, costs ${costOf(next)}, ${more(usdOf(next) / usdOf(best))}`;
  return { words, basis: leastSure(basisOf(best), ...(next === undefined ? [] : [basisOf(next)])) };
}

function keepsWords(kept: readonly Kept[]): string {
  if (kept.every(isMet)) return 'keeps all constraints';
  const checkable = kept.filter((each) => !isUnknown(each));
  if (checkable.length === kept.length) return 'is likely to keep all constraints';
  return checkable.every(isMet)
    ? 'keeps the constraints that can be checked'
    : 'is likely to keep the constraints that can be checked';
}

const brokenOf = ({ result }: PlannedOption): Kept[] => result.kept.filter((each) => !isMet(each));

/** What decides, if it is known better. */
const openOf = (option: PlannedOption): Said => ({
  words: `not decided for ${option.result.name}: ${brokenOf(option).map(needed).join(', ')}; ${brokenOf(option).every(isUnknown) ? 'give what is not known' : 'measure its inputs more exactly'}`,
  ...basisOfAll(brokenOf(option)),
});

/** Absent where nothing was found. */
const basisOfAll = (kept: readonly Kept[], ...more: readonly Basis[]): Pick<Said, 'basis'> => {
  const bases = [...kept.flatMap(({ basis }) => basis ?? []), ...more];
  return bases.length === 0 ? {} : { basis: leastSure(...bases) };
};

const needed = ({ constraint, words, decidedBy }: Kept): string =>
  `${words}; needed: ${constraint}${decidedBy === undefined ? '' : `, ${decidingWords(decidedBy)}`}`;

const whyNotThis =
  (best: PlannedOption) =>
  (option: PlannedOption): Said => {
    const broken = brokenOf(option);
    return broken.length > 0 || usdOf(option) === Number.POSITIVE_INFINITY
      ? whyNot(option)
      : {
          words: `${option.result.name} costs ${costOf(option)}, ${more(usdOf(option) / usdOf(best))}`,
          basis: leastSure(basisOf(best), basisOf(option)),
        };
  };

function whyNot(option: PlannedOption): Said {
  const { name, missing, figures, kept } = option.result;
  if (missing.length > 0) return { words: `${name} cannot be planned without ${missing.join(', ')}` };
  const open = brokenOf(option);
  if (open.length > 0 && !kept.some(isBroken))
    return {
      words: `${name} costs ${costOf(option)}, and is not certain to fit: ${open.map(needed).join(', ')}`,
      ...basisOfAll(open, basisOf(option)),
    };
  if (open.length > 0)
    return {
      words: `${name}${open.some(({ isOfLoad }) => isOfLoad) ? ' does not carry this load' : ''}: ${open.map(needed).join(', ')}`,
      ...basisOfAll(open),
    };
  return { words: figures?.month === undefined ? `${name} has no known price` : `${name} keeps all constraints` };
}

/** What another option breaks at this demand does not go away because it costs less. */
function provisoOf(option: PlannedOption | undefined): string {
  const broken = option === undefined ? [] : brokenOf(option).map(({ constraint }) => constraint);
  return broken.length === 0 ? '' : `, and is better only if it then keeps: ${broken.join(', ')}`;
}

interface Crossed extends Pick<PlanFindings, 'breakEven' | 'demand'> {
  provided(name: string): string;
}

/** The rates at which each other option costs less, as far as they are not only those of the demand itself. */
function rateChanges({ result: { name } }: PlannedOption, { breakEven, demand, provided }: Crossed): Said[] {
  const beside = breakEven.filter(({ between }) => between.includes(name));
  const others = new Set(beside.flatMap(({ between }) => between.filter((other) => other !== name)));
  const { averagePerSecond } = demand;
  const isHere = ({ from = 0, to = Number.POSITIVE_INFINITY }: RateRange) =>
    from <= averagePerSecond && averagePerSecond <= to;
  const found = [...others].flatMap((other) => {
    const bands = beside.filter(({ between }) => between.includes(other));
    const ranges = cheaperRanges(bands, other);
    const isOpen = bands.some(
      ({ perSecondLow: from, perSecondHigh: to }) => from !== undefined && to !== undefined && isHere({ from, to }),
    );
    return [
      ...(isOpen ? [`the demand is inside the break-even band with ${other}: either may cost less`] : []),
      ...(ranges.every(isHere) ? [] : [`${rangesText(ranges)} on average ${other} costs less${provided(other)}`]),
    ];
  });
  // As break-even rates are: far from the demand, and so from any load that was checked.
  return found.map((words) => ({ words, basis: 'extrapolated' }));
}

/** Nobody expects an input to be off by more. */
const farOff = 5;

/** Of an option that costs less already, an input would change only that. */
const inputChanges = (
  { between: [, other], inputs, basis, ratio = 1 }: PlanSensitivity,
  provided: (name: string) => string,
): Said[] =>
  (costsLess(ratio) ? [] : inputs)
    .filter(({ turnsAt = 0, input }) => turnsAt >= 1 / farOff && turnsAt <= farOff && input !== 'requests per second')
    .slice(0, 3)
    .map(({ input, turnsAt = 1, withinInterval }) => ({
      words: `${other} costs less if the ${input} is ${changedTo(turnsAt)}${withinInterval ? ', which is within its interval' : ''}${provided(other)}`,
      basis,
    }));

/** `1.2 times what it is`, `60% of what it is`; next to it, `more than it is`. */
const changedTo = (turnsAt: number): string => {
  const words = multiple(turnsAt);
  return words === multiple(1) ? `${turnsAt < 1 ? 'less' : 'more'} than it is` : ofIts(words, 'what it is');
};

function cpuChange({ result: { figures, unit } }: PlannedOption): Said[] {
  const bound = figures?.cpuPerRequest;
  return bound === undefined
    ? []
    : [
        {
          words: `${held(bound.instances, unit)} the peak only up to ${ms(bound.belowMs)} of CPU per request`,
          basis: figures?.instances.p99.basis ?? 'extrapolated',
        },
      ];
}

const held = (instances: number, unit: string): string =>
  `${counted(instances, unit)} ${instances === 1 ? 'holds' : 'hold'}`;

function limitChange({ result: { limits } }: PlannedOption): Said[] {
  const [first] = limits;
  if (first === undefined) return [];
  const [rate, years] = [rateWords(first), yearsWords(first)];
  const when = years === undefined ? '' : `, in ${years} at this growth`;
  return rate === undefined || first.reachedAtPerSecond === undefined
    ? []
    : [
        {
          words:
            first.headroom < 0
              ? `${usedUp(first.name)} now: enough for ${rate} on average`
              : `${usedUp(first.name)} at ${rate} on average${when}`,
          ...optional('basis', first.reachedBasis),
        },
      ];
}

/** `instances are used up`; `vCPUs of the account are used up`, `request rate is used up`. */
const usedUp = (name: string): string => `${name} ${/^(new )?\w+s\b/.test(name) ? 'are' : 'is'} used up`;
