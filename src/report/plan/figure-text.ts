import type { Basis, Figure } from '../../model/plan/figure.ts';
import type { Format } from '../../text/format.ts';

/** A letter beside each number says where it comes from. */
export const basisLetters: Readonly<Record<Basis, string>> = {
  measured: 'm',
  given: 'g',
  predicted: 'p',
  extrapolated: 'x',
};

export const basisWords: Readonly<Record<Basis, string>> = {
  measured: 'measured',
  given: 'given',
  predicted: 'predicted, inside the range in which predictions were checked',
  extrapolated: 'predicted beyond that range',
};

/** `330 (310 to 350) x`; without an interval that shows, `330 x`. */
export function figureText({ value, low, high, basis }: Figure, format: Format): string {
  const [text, from, to] = [value, low ?? value, high ?? value].map((each) => shownNumber(each, format));
  const interval = from === to || (from === text && to === text) ? '' : ` (${from} to ${to})`;
  return `${text}${interval} ${basisLetters[basis]}`;
}

const shownNumber = (value: number, format: Format): string =>
  Number.isFinite(value) ? format(value) : Number.isNaN(value) ? '–' : 'without end';
