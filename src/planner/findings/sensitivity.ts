import { same } from '../../billing/month/cheaper-regions.ts';
import { firstEdge } from '../../billing/month/crossing.ts';
import { optional } from '../../model/optional.ts';
import type { Figure } from '../../model/plan/figure.ts';
import type { PlanSensitivity } from '../../model/plan/plan-result.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { scaledDemand } from '../demand.ts';
import { cornersOf, type Numbers } from '../needs/numbers.ts';
import { moduleOf } from '../options/registry.ts';
import type { PlanInputs, PlannedOption } from '../plan-inputs.ts';
import { contextOf } from '../planned-option.ts';
import type { Changed } from '../served-month.ts';
import { withSideCosts } from '../side-costs.ts';
import { isCarried } from './carried.ts';

/** By how much every input is changed, each by itself. */
const change = 0.5;
/** Inputs are searched from a thousandth to a thousand times. */
const most = 1e3;

interface Input {
  readonly input: string;
  /** Multiples of it within its interval. */
  readonly from: number;
  readonly to: number;
  /** The month of an option when this input is this multiple of itself. */
  usd(option: PlannedOption, factor: number): Month | undefined;
}

interface Month {
  readonly usd: number;
  readonly isCarried: boolean;
}

/** From where on the other option costs less, or no longer does, input by input, the most telling first. */
export function sensitivityOf(one: PlannedOption, other: PlannedOption, inputs: PlanInputs): PlanSensitivity {
  const rows = inputsOf(inputs).flatMap(({ input, usd, from, to }) => {
    const ratio = (factor: number) => ratioOf(usd(other, factor), usd(one, factor));
    const [low, high] = [ratio(1 - change), ratio(1 + change)];
    const isLess = (factor: number) => costsLess(usdIfCarried(usd(other, factor)) / usdIfCarried(usd(one, factor)));
    const turnsAt = nearer(
      firstEdge(1, most, (factor) => isLess(1 / factor)),
      firstEdge(1, most, isLess),
    );
    if (low === undefined && high === undefined && turnsAt === undefined) return [];
    const withinInterval = turnsAt !== undefined && turnsAt >= from && turnsAt <= to;
    return [
      { input, ...optional('low', low), ...optional('high', high), ...optional('turnsAt', turnsAt), withinInterval },
    ];
  });
  const width = ({ low = 1, high = 1 }: { low?: number; high?: number }) => Math.abs(Math.log(high / low));
  const planned = ({ result, costs: [costs], spec, context }: PlannedOption): Month | undefined => {
    const month = result.figures?.month;
    return month && costs && { usd: month.usd.value, isCarried: isCarried({ spec, context, costs }) };
  };
  return {
    between: [one.result.name, other.result.name],
    ...optional('ratio', ratioOf(planned(other), planned(one))),
    // The ends of the bars lie outside all loads that were checked.
    basis: 'extrapolated',
    inputs: rows.sort((a, b) => width(b) - width(a)),
  };
}

/** Whether the other option costs less, by the ratio of its cost to that of the one; not where both cost the same, or neither carries the load. */
export const costsLess = (ratio: number): boolean => ratio < 1 - same;

/** What does not carry the load is no choice, whatever it costs. */
const usdIfCarried = (month: Month | undefined): number =>
  month === undefined || !month.isCarried ? Number.POSITIVE_INFINITY : month.usd;

const monthOf = ({ spec, monthWith }: PlannedOption, { costs, context }: Changed): Month | undefined => {
  const month = monthWith({ costs, context });
  return month && { usd: month.usd, isCarried: isCarried({ spec, context, costs }) };
};

/** Of a divisor and a multiple the one that is nearer to 1, as a multiple. */
function nearer(divisor: number | undefined, multiple: number | undefined): number | undefined {
  if (divisor === undefined) return multiple;
  return multiple === undefined || divisor < multiple ? 1 / divisor : multiple;
}

/** Of two months whose requests are all served. */
const ratioOf = (other: Month | undefined, one: Month | undefined): number | undefined =>
  other?.isCarried && one?.isCarried && one.usd !== 0 ? other.usd / one.usd : undefined;

function inputsOf(inputs: PlanInputs): Input[] {
  const { needs } = inputs;
  const need = (input: string, key: 'cpuMs' | 'waitMs' | 'initMs', figure: Figure | undefined): Input[] =>
    figure === undefined || figure.value === 0
      ? []
      : [
          {
            ...{
              input,
              from: (figure.low ?? figure.value) / figure.value,
              to: (figure.high ?? figure.value) / figure.value,
            },
            usd: (option, factor) => usdWith(option, inputs, (numbers) => scaled(numbers, key, factor)),
          },
        ];
  const price = (input: string, with_: (costs: Costs, factor: number) => Costs): Input => ({
    ...{ input, from: 1, to: 1 },
    usd: (option, factor) => {
      const { costs, context } = option;
      return costs[0] && monthOf(option, { costs: with_(costs[0], factor), context });
    },
  });
  return [
    {
      ...{ input: 'requests per second', from: 1, to: 1 },
      usd: (option, factor) => usdWith(option, { ...inputs, demand: scaledDemand(inputs.demand, factor) }),
    },
    ...need('CPU per call', 'cpuMs', needs.server.cpuMs ?? needs.function.cpuMs),
    ...need('waiting per call', 'waitMs', needs.function.waitMs ?? needs.server.waitMs),
    ...need('init', 'initMs', needs.function.initMs ?? needs.function.initWaitMs),
    price('price of a GB-second', withDuration),
    price('price of a server hour', withHours),
  ];
}

function usdWith(
  option: PlannedOption,
  inputs: PlanInputs,
  change_: (numbers: Numbers) => Numbers = (numbers) => numbers,
): Month | undefined {
  const { spec, result } = option;
  const module = moduleOf(spec);
  const [likely] = cornersOf(inputs.needs[module.side]);
  if (likely === undefined || result.missing.length > 0) return undefined;
  const { stretch } = option.context;
  const context = { ...contextOf(inputs, change_(likely)), ...optional('stretch', stretch) };
  const costs = module.costs(spec, context);
  return costs && monthOf(option, { costs: withSideCosts(spec, inputs.file)(costs), context });
}

/** A call that is known as a whole takes that much longer, too. */
function scaled(numbers: Numbers, key: 'cpuMs' | 'waitMs' | 'initMs', factor: number): Numbers {
  const { [key]: value } = numbers;
  return value === undefined ? numbers : { ...numbers, [key]: value * factor };
}

function withDuration(costs: Costs, factor: number): Costs {
  const { calls } = costs;
  if (calls === undefined) return costs;
  const durationTiers = calls.durationTiers.map((tier) => ({ ...tier, usdPerGbSecond: tier.usdPerGbSecond * factor }));
  return { ...costs, calls: { ...calls, durationTiers } };
}

function withHours(costs: Costs, factor: number): Costs {
  const { servers } = costs;
  return servers === undefined
    ? costs
    : { ...costs, servers: { ...servers, usdPerMonth: servers.usdPerMonth * factor } };
}
