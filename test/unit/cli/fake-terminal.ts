interface Size {
  readonly columns?: number | undefined;
  readonly rows?: number;
}

/** Understands what the live screen sends, and refuses the rest: text, \n, \r, cursor up, erase to the end of the line, wrapping, colours. */
export class FakeTerminal {
  readonly isTTY = true;
  readonly columns: number | undefined;
  readonly rows: number;
  private readonly screen: string[] = [''];
  row = 0;
  column = 0;
  writes = 0;

  constructor({ columns, rows = 24 }: Size = {}) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Down to the last that is not empty, or the cursor's. */
  get lines(): string[] {
    const last = this.screen.findLastIndex((line) => line !== '');
    return this.screen.slice(0, Math.max(last, this.row) + 1);
  }

  write(text: string): boolean {
    this.writes += 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's language
    for (const [token] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|[^\u001b]/g)) this.obey(token);
    return true;
  }

  private obey(token: string): void {
    if (token === '\n') {
      this.row += 1;
      this.column = 0;
      this.screen[this.row] ??= '';
    } else if (token === '\r') this.column = 0;
    else if (token.length === 1) this.put(token);
    else if (token === '\u001b[A') this.row -= 1;
    else if (token === '\u001b[K') this.screen[this.row] = this.current.slice(0, this.column);
    else if (!/^.\[(\?7[lh]|\d+m)$/.test(token)) throw new Error(`not understood: ${JSON.stringify(token)}`);
    if (this.row < 0) throw new Error('the cursor left the terminal');
  }

  private get current(): string {
    return this.screen[this.row] ?? '';
  }

  private put(character: string): void {
    this.screen[this.row] = this.current.slice(0, this.column) + character + this.current.slice(this.column + 1);
    this.column += 1;
  }
}
