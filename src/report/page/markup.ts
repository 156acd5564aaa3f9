import { printable } from '../../model/printable.ts';

/** Text that is HTML already. Only `html` and `trusted` make it. */
export class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** What can stand in a template: text is escaped, markup is not, nothing shows nothing. */
export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * A template of HTML in which everything put in is text unless it is markup already: forgetting to escape is not
 * possible. Control characters and what reorders text are shown as words.
 * @throws {TypeError} at an attribute without quotation marks: escaping could not hold there.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    if (literals[index]?.endsWith('=')) throw new TypeError(`attribute without quotation marks: ${literals[index]}`);
    text += rendered(value) + (literals[index + 1] ?? '');
  });
  return new Markup(text);
}

/** For what this program wrote itself: style sheets, and drawings that escape their own texts. */
export const trusted = (text: string): Markup => new Markup(text);

export const escapeHtml = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function rendered(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'object') return value.map(rendered).join('');
  return escapeHtml(String(value));
}
