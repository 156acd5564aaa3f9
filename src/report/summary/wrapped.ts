import { stripVTControlCharacters } from 'node:util';

/**
 * Lines of at most `width` columns. A line that is too long is broken where two spaces separate its fields. A field that is longer than
 * a line is broken between words. A longer word, such as a URL, stays whole. Colors take no columns.
 */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => (columnsOf(line) <= width ? line : brokenLine(line, width)))
    .join('\n');

function brokenLine(line: string, width: number): string {
  const indent = ' '.repeat(indentOf(line, width));
  const lines: string[] = [];
  let current: string | undefined;
  const add = (part: string, space: string) => {
    if (current !== undefined && columnsOf(current + space + part) > width) {
      lines.push(current);
      current = indent + part;
    } else current = (current ?? '') + space + part;
  };
  for (const [, space = '', field = ''] of line.matchAll(/(^ *| {2,})(\S+(?: \S+)*)/g)) {
    if (columnsOf(indent + field) <= width) add(field, space);
    else for (const [index, word] of field.split(' ').entries()) add(word, index === 0 ? space : ' ');
  }
  return [...lines, current].join('\n');
}

/** As the line itself; else under the text after a first word that stands apart, such as a verdict; else two columns. */
function indentOf(line: string, width: number): number {
  const plain = stripVTControlCharacters(line);
  const spaces = plain.search(/\S/);
  const word = /^\S+ {2,}/.exec(plain)?.[0].length ?? 0;
  return spaces > 0 ? spaces : word > 0 && word <= width / 4 ? word : 2;
}

const columnsOf = (line: string): number => stripVTControlCharacters(line).length;
