/**
 * CSV rows (RFC 4180) from pieces of text: quoted fields may contain line breaks, and `""` for a quotation mark.
 * Skips empty lines, and a row that is longer than `longest` up to its next line break.
 */
export class CsvRows {
  private readonly take: (row: readonly string[]) => void;
  private readonly tooLong: () => void;
  private readonly longest: number;
  private row: string[] = [];
  private field = '';
  private size = 0;
  private state: 'plain' | 'quoted' | 'quote-in-quoted' | 'given-up' = 'plain';

  constructor(take: (row: readonly string[]) => void, tooLong: () => void, longest: number) {
    this.take = take;
    this.tooLong = tooLong;
    this.longest = longest;
  }

  add(piece: string): void {
    let at = 0;
    while (at < piece.length) {
      const run = this.state === 'quoted' ? untilQuote : untilSpecial;
      run.lastIndex = at;
      run.exec(piece);
      this.append(piece.slice(at, run.lastIndex));
      at = run.lastIndex;
      if (at < piece.length) this.special(piece[at] ?? '');
      at += 1;
    }
  }

  /** Whether a quotation mark is not closed. */
  get isInQuotes(): boolean {
    return this.state === 'quoted';
  }

  end(): void {
    if (this.field !== '' || this.row.length > 0) this.endRow();
    this.state = 'plain';
  }

  private append(text: string): void {
    if (text === '' || this.state === 'given-up') return;
    if (this.state === 'quote-in-quoted') this.state = 'plain';
    this.field += text;
    this.grow(text.length);
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size <= this.longest) return;
    this.state = 'given-up';
    this.row = [];
    this.field = '';
    this.tooLong();
  }

  private special(character: string): void {
    if (character === '\n') this.lineBreak();
    else if (this.state === 'given-up') return;
    else if (character === '"') this.quote();
    else if (this.state === 'quoted') this.append(character);
    else this.endField();
  }

  private lineBreak(): void {
    if (this.state === 'quoted') this.append('\n');
    else this.endRow();
  }

  private quote(): void {
    if (this.state === 'quoted') this.state = 'quote-in-quoted';
    else if (this.state === 'quote-in-quoted') {
      this.state = 'quoted';
      this.append('"');
    } else if (this.field === '') this.state = 'quoted';
    else this.append('"');
  }

  private endField(): void {
    this.state = 'plain';
    this.row.push(this.field.endsWith('\r') ? this.field.slice(0, -1) : this.field);
    this.field = '';
    this.grow(1);
  }

  private endRow(): void {
    const givenUp = this.state === 'given-up';
    if (!givenUp) this.endField();
    const row = this.row;
    this.row = [];
    this.field = '';
    this.size = 0;
    this.state = 'plain';
    if (!givenUp && (row.length > 1 || row[0] !== '')) this.take(row);
  }
}

const untilQuote = /[^"\n]*/y;
const untilSpecial = /[^",\n]*/y;

/** The column names in the head of a table of log events, such as `timestamp,message` or `@timestamp,@message`. */
export function csvHead(line: string): readonly string[] | undefined {
  const names = line.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  const isHead = names.every((name) => /^@?[\w .-]{1,64}$/.test(name)) && names.some((name) => headNames.has(name));
  return isHead && (names.length > 1 || names[0]?.startsWith('@')) ? names : undefined;
}

const headNames = new Set(['message', '@message', '@requestId']);
