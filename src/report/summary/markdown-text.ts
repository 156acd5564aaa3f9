import { printable } from '../../model/printable.ts';

/** A row of a table, of cells that are Markdown. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** On one line, and nothing in it is markup, a mention or HTML. */
export const text = (of: string): string =>
  printable(of)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[&<>]/g, (character) => entities[character] ?? character)
    // A zero-width joiner after it: no mention of anybody, and no link of a bare address.
    .replace(/@(?=\w)/g, '@\u200d')
    .replace(/:\/\//g, ':\u200d//')
    .replace(/[\\`*_{}[\]()#!|~]|^[-+]/g, '\\$&');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
