import { optional } from '../../model/optional.ts';
import type { Basis, Figure } from '../../model/plan/figure.ts';
import type { Said } from '../../model/plan/plan-result.ts';
import { basisLetters } from '../../text/basis.ts';
import type { Format } from '../../text/format.ts';
import { withInterval } from '../../text/interval.ts';
import { html, type Markup } from '../page/markup.ts';

export const basisWords: Readonly<Record<Basis, string>> = {
  measured: 'measured',
  given: 'given',
  predicted: 'predicted, inside the range in which predictions were checked',
  extrapolated: 'predicted beyond the range in which predictions were checked',
};

/** `at $28.84 a month (x)`; a sentence without a number has no letter. */
export const saidText = ({ words, basis }: Said): string =>
  basis === undefined ? words : `${words} (${basisLetters[basis]})`;

interface Ends {
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** A number whose interval and origin stand in fields of their own. */
export const figureOf = ({ value, low, high }: Ends, basis: Basis): Figure => ({
  ...{ value, basis },
  ...optional('low', low),
  ...optional('high', high),
});

/** `330 (310 to 350) x`; without an interval that shows, `330 x`. */
export const figureText = (figure: Figure, format: Format): string =>
  `${withInterval(figure, format)} ${basisLetters[figure.basis]}`;

/** The same for a page: the interval below, and what the letter means on hovering. */
export function figureMarkup(figure: Figure, format: Format): Markup {
  const [text = '', interval] = figureText(figure, format).replace(/ .$/, '').split(' (');
  const { basis } = figure;
  const below = interval === undefined ? undefined : html` <small class="muted">(${interval}</small>`;
  return html`<span class="value">${text} <abbr title="${basisWords[basis]}">${basisLetters[basis]}</abbr>${below}</span>`;
}
