import { printable } from '../../model/printable.ts';

/** Keys and list positions from the root of a scenario. */
export type Path = readonly PropertyKey[];

/** One problem of a scenario. `at`: whether it concerns the value or the key of the field. */
export interface Problem {
  readonly path: Path;
  readonly at: 'value' | 'key';
  readonly message: string;
}

export const startsWith = (path: Path, prefix: Path): boolean =>
  path.length >= prefix.length && prefix.every((key, depth) => String(path[depth]) === String(key));

/** Such as `load.0.size`. Quotes a key that is not a plain word. */
export const showPath = (path: Path): string =>
  path.map((key) => (/^[\w$-]{1,60}$/.test(String(key)) ? String(key) : quoted(String(key)))).join('.');

/** Replaces a value that no message may show: `text`, `a number`. */
export class Hidden {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** A short, printable description of a value. */
export function showValue(value: unknown): string {
  if (value instanceof Hidden) return `${value.what}, which is not shown`;
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return String(value);
}

/** Text from a file or a command line: quoted, on one line, without control characters, shortened to about `most` characters. */
export function quoted(text: string, most = 60): string {
  const characters = [...text.slice(0, 2 * most)];
  const shown = characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
  return printable(JSON.stringify(shown));
}

/** `a`, `b` or `c`, each in backticks. */
export function alternatives(words: readonly string[]): string {
  const shown = words.map((word) => `\`${word}\``);
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

/** The end of a message about a misspelled word; empty without a similar one. */
export const didYouMean = (near: string | undefined): string =>
  near === undefined ? '' : `; did you mean \`${near}\`?`;
