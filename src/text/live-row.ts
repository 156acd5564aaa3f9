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

/** What the plan simulates of an option, and the page does not calculate. */
export interface LeftOut {
  readonly peak: boolean;
  readonly burst: boolean;
  /** In words. */
  readonly constraints: readonly string[];
}

const nothing: LeftOut = { peak: false, burst: false, constraints: [] };
const notHere = 'not calculated here';

/** A row of the table beside the controls on the page of a plan, and of what the page calculates. */
export function liveRow({ name, figures, kept, missing }: OptionResult, leftOut: LeftOut = nothing): string[] {
  if (figures === undefined)
    return [name, ...liveColumns.slice(2).map(() => absent), `cannot be planned without ${missing.join(', ')}`];
  const { instances, latencyMs, month } = figures;
  const throttled = [throttledWords(figures.throttledShareOfMonth?.value)].filter((words) => words !== undefined);
  const open = [
    ...kept
      .filter(({ verdict }) => verdict !== 'met')
      .map(({ constraint, verdict }) => `${verdict === 'undecided' ? 'undecided' : 'no'}: ${constraint}`),
    ...leftOut.constraints.map((what) => `${notHere}: ${what}`),
  ];
  return [
    ...[name, leftOut.peak ? notHere : shown(instances.p99, count)],
    ...(leftOut.burst ? [notHere, notHere] : [shown(instances.burst, count), shown(latencyMs.burst?.p99, ms)]),
    ...[[shown(month?.usd, usd), ...throttled].join(', '), open.length === 0 ? 'yes' : open.join('; ')],
  ];
}

const shown = (figure: Figure | undefined, format: Format): string =>
  figure === undefined ? absent : `${format(figure.value)} ${basisLetters[figure.basis]}`;

export const liveRecommendation = (name: string | undefined, usdPerMonth: Figure | undefined): string =>
  name === undefined || usdPerMonth === undefined
    ? 'No option keeps all constraints.'
    : `Recommended: ${name}, ${usd(usdPerMonth.value)} a month (${basisLetters[usdPerMonth.basis]}).`;
