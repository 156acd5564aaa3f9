import type { Figure } from '../../model/plan/figure.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { Kept } from '../../model/plan/option-result.ts';
import { needKeys, needNames } from '../needs/names.ts';
import type { PlanInputs, PlannedOption } from '../plan-inputs.ts';
import { isUnknown } from './kept.ts';

/** Which inputs decide a constraint that is undecided: alone, with every other input at its likely value. */
export function withDecidingInputs(inputs: PlanInputs, plan: (inputs: PlanInputs) => PlannedOption): PlannedOption {
  const option = plan(inputs);
  const { result } = option;
  if (!result.kept.some((each) => isUndecided(each) && !isUnknown(each))) return option;
  const undecidedOf = (some: PlanInputs) =>
    new Set(plan(some).result.kept.flatMap((each) => (isUndecided(each) ? [each.id] : [])));
  // A constraint that is undecided without any interval is so by chance: that of its simulation, or of arrivals at random.
  const byChance = undecidedOf(certain(inputs, result.side));
  // Of those, an input decides too what is certain at one of its ends.
  const decidedAt = (ends: readonly PlanInputs[]) =>
    byChance.size === 0 ? [] : ends.flatMap((end) => [...without(byChance, undecidedOf(end))]);
  const deciding = [
    { input: 'chance', ids: byChance },
    ...eachAlone(inputs, result.side).map(({ input, alone, ends }) => ({
      input,
      ids: new Set([...without(undecidedOf(alone), byChance), ...decidedAt(ends)]),
    })),
  ];
  const kept = result.kept.map((each) =>
    isUndecided(each) && !isUnknown(each)
      ? { ...each, decidedBy: deciding.flatMap(({ input, ids }) => (ids.has(each.id) ? [input] : [])) }
      : each,
  );
  return { ...option, result: { ...result, kept } };
}

export const decidingWords = (inputs: readonly string[]): string =>
  inputs.length === 0 ? 'which no input decides alone' : `which ${inputs.join(' or ')} alone decides`;

const without = <T>(some: ReadonlySet<T>, others: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...some].filter((each) => !others.has(each)));

const isUndecided = ({ verdict }: Kept): boolean => verdict === 'undecided';

interface Alone {
  readonly input: string;
  readonly alone: PlanInputs;
  /** With nothing but one end of that interval. */
  readonly ends: readonly PlanInputs[];
}

/** The inputs without any interval. */
function certain(inputs: PlanInputs, side: 'function' | 'server'): PlanInputs {
  const { otherArrivals: _, ...demand } = inputs.demand;
  return { ...inputs, demand, needs: { ...inputs.needs, [side]: certainOf(inputs.needs[side]) } };
}

/** The plan once for each input that has an interval, with that interval only. */
function eachAlone(inputs: PlanInputs, side: 'function' | 'server'): Alone[] {
  const needs = inputs.needs[side];
  const { otherArrivals, ...demand } = inputs.demand;
  const certain = certainOf(needs);
  const withNeeds = (some: CallNeeds): PlanInputs => ({
    ...{ file: inputs.file, demand },
    needs: { ...inputs.needs, [side]: some },
  });
  const { callMs } = needs;
  return [
    ...needKeys.flatMap((key) =>
      needs[key]?.low === undefined
        ? []
        : [
            {
              ...{ input: needNames[key][0], alone: withNeeds({ ...certain, [key]: needs[key] }) },
              ends: endsOf(needs[key]).map((end) => withNeeds({ ...certain, [key]: end })),
            },
          ],
    ),
    ...(callMs?.ms.low === undefined
      ? []
      : [
          {
            ...{ input: 'time of a call', alone: withNeeds({ ...certain, callMs }) },
            ends: endsOf(callMs.ms).map((end) => withNeeds({ ...certain, callMs: { ...callMs, ms: end } })),
          },
        ]),
    ...(otherArrivals === undefined
      ? []
      : [
          {
            input: 'arrivals above the recorded rate',
            alone: { ...withNeeds(certain), demand: inputs.demand },
            ends: [{ ...withNeeds(certain), demand: { ...demand, arrivals: otherArrivals } }],
          },
        ]),
  ];
}

const endsOf = ({ low, high, basis }: Figure): Figure[] =>
  [low, high].flatMap((value) => (value === undefined ? [] : [{ value, basis }]));

/** Every need at its likely value. */
function certainOf(needs: CallNeeds): CallNeeds {
  const figures = needKeys.flatMap((key) => {
    const figure = needs[key];
    return figure === undefined ? [] : [[key, { value: figure.value, basis: figure.basis }]];
  });
  const { callMs } = needs;
  return {
    ...needs,
    ...Object.fromEntries(figures),
    ...(callMs && { callMs: { ...callMs, ms: { value: callMs.ms.value, basis: callMs.ms.basis } } }),
  };
}
