import type { Costs } from '../../model/schema/costs.ts';
import { steadyUsdAt } from './months.ts';

/** Rates that are searched: 3 requests a month to 100,000 a second. */
export const searchedRates = { low: 1e-6, high: 1e5 } as const;
const stepsPerDecade = 10;

/** The lowest rate at which both cost the same at the cold share of steady arrivals. Undefined if there is none. */
export function firstCrossing(one: Costs, other: Costs): number | undefined {
  return firstEdge(searchedRates.low, searchedRates.high, (rate) => steadyUsdAt(one, rate) < steadyUsdAt(other, rate));
}

/** The lowest value at which the answer differs from that at `from`, searched evenly on a logarithm. Undefined if it is the same throughout. */
export function firstEdge(from: number, to: number, holds: (value: number) => boolean): number | undefined {
  const atFirst = holds(from);
  const steps = Math.ceil(Math.log10(to / from) * stepsPerDecade);
  let last = from;
  for (let step = 1; step <= steps; step += 1) {
    const value = from * (to / from) ** (step / steps);
    if (holds(value) !== atFirst) return edge(last, value, (at) => holds(at) === atFirst);
    last = value;
  }
  return undefined;
}

/** The value at which `holds` ends, by bisection on a logarithm; it holds at `from` and not at `to`. */
export function edge(from: number, to: number, holds: (value: number) => boolean): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 60 && high / low > 1 + 1e-12; step += 1) {
    const middle = Math.sqrt(low * high);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return high;
}
