import type { Figure } from '../model/plan/figure.ts';
import type { OptionResult } from '../model/plan/option-result.ts';
import { basisLetters, throttledWords } from './basis.ts';
import { absent, count, type Format, ms, usd } from './format.ts';

export const liveColumns = [
  'option',
  'instances at the peak, p99',
  'in a burst',
  'p99 of a burst',
  '$ per month',
  'keeps all constraints',
] as const;

/** A row of the table beside the controls on the page of a plan, and of what the page calculates. Undefined without figures. */
export function liveRow(
  { name, figures, kept }: OptionResult,
  notCalculated: readonly string[] = [],
): string[] | undefined {
  if (figures === undefined) return undefined;
  const { instances, latencyMs, month } = figures;
  const throttled = [throttledWords(figures.throttledShareOfMonth?.value)].filter((words) => words !== undefined);
  const open = [
    ...kept
      .filter(({ verdict }) => verdict !== 'met')
      .map(({ constraint, verdict }) => `${verdict === 'undecided' ? 'undecided' : 'no'}: ${constraint}`),
    ...notCalculated.map((what) => `not calculated here: ${what}`),
  ];
  return [
    ...[name, shown(instances.p99, count), shown(instances.burst, count), shown(latencyMs.burst?.p99, ms)],
    ...[[shown(month?.usd, usd), ...throttled].join(', '), open.length === 0 ? 'yes' : open.join('; ')],
  ];
}

const shown = (figure: Figure | undefined, format: Format): string =>
  figure === undefined ? absent : `${format(figure.value)} ${basisLetters[figure.basis]}`;

export const liveRecommendation = (name: string | undefined, usdPerMonth: Figure | undefined): string =>
  name === undefined || usdPerMonth === undefined
    ? 'No option keeps all constraints.'
    : `Recommended: ${name}, ${usd(usdPerMonth.value)} a month (${basisLetters[usdPerMonth.basis]}).`;
