import type { RunResult } from '../../model/run-result.ts';
import type { Spread } from '../../stats/comparison/repeat-spread.ts';
import type { Format } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';

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
