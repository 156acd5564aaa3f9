import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { type RepeatMeasures, repeatsOf, startsAnew } from '../../stats/comparison/repeats.ts';
import { centreOf } from '../../stats/tests/hodges-lehmann.ts';
import type { Format } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';

/** How far a figure differs from repeat to repeat. */
export interface Spread {
  /** An interval of the typical repeat, or, of too few repeats for one, the lowest and the highest. */
  readonly kind: 'interval' | 'range';
  readonly low: number;
  readonly high: number;
  readonly repeats: number;
}

const level = 0.95;

/** Of values of the repeats, one each. Six are the fewest that have an interval of 95 %: 2 / 2^6 is below 5 %, 2 / 2^5 is not. */
export function spreadOfValues(values: readonly number[]): Spread | undefined {
  if (values.length < 2) return undefined;
  const { interval } = centreOf(values, level);
  const repeats = values.length;
  if (interval !== undefined) return { kind: 'interval', low: interval.low, high: interval.high, repeats };
  return { kind: 'range', low: Math.min(...values), high: Math.max(...values), repeats };
}

/** Of a figure that `figureOf` finds in a repeat. Absent for a single repeat, and for what stays warm from one to the next. */
export function spreadOf(
  target: TargetResult,
  figureOf: (repeat: RepeatMeasures) => number | undefined,
): Spread | undefined {
  if (!startsAnew(target)) return undefined;
  const values = repeatsOf(target).map(figureOf);
  return values.includes(undefined) ? undefined : spreadOfValues(values.filter((value) => value !== undefined));
}

/** `10 per repeat`, `2,410 ms to 2,560 ms per repeat`. */
export function spreadText({ low, high }: Spread, format: Format): string {
  const [from, to] = [format(low), format(high)];
  return from === to ? `${from} per repeat` : `${from} to ${to} per repeat`;
}

const kindWords = ({ kind, repeats }: Spread): string =>
  kind === 'interval'
    ? `95 % interval of the typical repeat, of ${repeats}`
    : `lowest and highest of ${repeats} repeats: for a 95 % interval it takes 6`;

export const spreadMarkup = (spread: Spread | undefined, format: Format): Markup | undefined =>
  spread && html`<span class="spread" title="${kindWords(spread)}">${spreadText(spread, format)}</span>`;

/** What stands for an interval in this run, said once. */
export function intervalNote({ targets }: Pick<RunResult, 'targets'>): string {
  const most = Math.max(1, ...targets.map(({ phases }) => new Set(phases.map(({ repeat }) => repeat)).size));
  if (most === 1) return 'One run, no interval: repeats in the scenario, or several runs that are compared, give one.';
  if (most < 6)
    return `“Per repeat” is from the lowest to the highest of ${most} repeats: for a 95 % interval it takes 6.`;
  return `“Per repeat” is the 95 % interval of the typical one of ${most} repeats (Walsh averages, exact signed-rank test).`;
}
