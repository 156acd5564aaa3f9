/** The value of a column in one row: text, or a number, list and so on as it is written in JSON. */
export type Cell = string | { readonly json: string };

/** Text with `${column}` in it; `$${` stands for `${`. */
export class ColumnText {
  /** Text and columns in turn, text first. */
  private readonly texts: readonly string[];
  private readonly columns: readonly string[];

  constructor(text: string) {
    const texts = [''];
    const columns: string[] = [];
    const add = (piece: string) => texts.push(`${texts.pop()}${piece}`);
    let from = 0;
    for (const { 0: found, 1: column, index } of text.matchAll(reference)) {
      add(text.slice(from, index));
      from = index + found.length;
      if (column === undefined) add('${');
      else {
        columns.push(column);
        texts.push('');
      }
    }
    add(text.slice(from));
    [this.texts, this.columns] = [texts, columns];
  }

  get names(): readonly string[] {
    return this.columns;
  }

  /** Its text with these values, each as `encode` writes it. */
  fill(cellOf: (column: string) => Cell, encode: (cell: Cell) => string): string {
    return this.texts.reduce((text, piece, index) => `${text}${encode(cellOf(this.columns[index - 1] ?? ''))}${piece}`);
  }
}

const reference = /\$\$\{|\$\{([^}]*)\}/g;

/** As it is. */
export const plainly = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.json);

/** As one part of a path, or one value of a query or a form. */
export const percentEncoded = (cell: Cell): string => encodeURIComponent(wellFormed(plainly(cell)));

/** Half of a surrogate pair has no UTF-8 encoding. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** As the inside of a text in JSON. */
const inJson = (cell: Cell): string => (typeof cell === 'string' ? JSON.stringify(cell).slice(1, -1) : cell.json);

/** How values are written into a body: escaped in JSON and in forms, unchanged in any other text. */
export function bodyEncoding(body: ColumnText, contentType: string | undefined): (cell: Cell) => string {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return percentEncoded;
  return isJson(body.fill(() => '0', plainly)) ? inJson : plainly;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
