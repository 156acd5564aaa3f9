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
    ? `95% interval of the typical repeat, from ${repeats} repeats`
    : `lowest and highest of ${repeats} repeats: a 95% interval needs at least 6`;

export const spreadMarkup = (spread: Spread | undefined, format: Format): Markup | undefined =>
  spread && html`<span class="spread" title="${kindWords(spread)}">${spreadText(spread, format)}</span>`;

/** What stands for an interval in this run, said once. */
export function intervalNote({ targets }: Pick<RunResult, 'targets'>): string {
  const most = Math.max(1, ...targets.map(({ phases }) => new Set(phases.map(({ repeat }) => repeat)).size));
  if (most === 1) return 'One run, so no interval: set repeats in the scenario, or compare several runs, to get one.';
  if (most < 6) return `“Per repeat” is the range over ${most} repeats: a 95% interval needs at least 6.`;
  return `“Per repeat” is the 95% interval of the typical repeat, from ${most} repeats (Walsh averages, exact signed-rank test).`;
}
