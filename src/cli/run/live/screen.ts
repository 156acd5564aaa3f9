/** What a screen needs of a terminal. `process.stderr` is one. */
export interface Terminal {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** At most so often is anything written: ten times a second. */
const redrawMs = 100;

/**
 * A block of lines at the end of a terminal's output that is drawn anew in its place; what stays goes above it. Between two
 * calls the cursor is at the start of the line below the block, so that what others write there does no harm.
 */
export class LiveScreen {
  private readonly terminal: Terminal;
  private readonly nowMs: () => number;
  private drawnAtMs = Number.NEGATIVE_INFINITY;
  private drawnLines = 0;
  private drawnText = '';
  private kept = '';

  constructor(terminal: Terminal, nowMs: () => number) {
    this.terminal = terminal;
    this.nowMs = nowMs;
  }

  /** One column is left free: some terminals go to the next line as soon as the last one is filled. */
  get width(): number {
    return (this.terminal.columns || 80) - 1;
  }

  /** Stays above the block for good, from the next drawing on. */
  keep(text: string): void {
    this.kept += `${text}\n`;
  }

  /** Draws the block if the time has come and something has changed. `lines` is called only then. */
  draw(lines: () => readonly string[]): void {
    const nowMs = this.nowMs();
    if (nowMs - this.drawnAtMs < redrawMs) return;
    this.drawnAtMs = nowMs;
    // A block as high as the terminal would scroll, and its first line could not be reached any more.
    const shownLines = lines().slice(0, Math.max(0, (this.terminal.rows || 24) - 1));
    const text = shownLines.map((line) => `${line}\n`).join('');
    if (text === this.drawnText && this.kept === '') return;
    this.replace(text, shownLines.length);
  }

  /** Takes the block away, whatever the time is; the cursor is where it began. What is kept is written. */
  clear(): void {
    if (this.drawnLines > 0 || this.kept !== '') this.replace('', 0);
  }

  /** In one write, so that the terminal never shows half of it, and without line wrapping, whatever a character's width is. */
  private replace(text: string, lines: number): void {
    const block = text === '' ? '' : `${wrapOff}${text}${wrapOn}`;
    this.terminal.write(`${eraseUp(this.drawnLines)}${this.kept}${block}`);
    this.kept = '';
    this.drawnText = text;
    this.drawnLines = lines;
  }
}

/**
 * Line by line from the cursor's line upwards. Not "erase to the end of the screen": from the top row, some terminals (tmux)
 * take that for clearing the screen and push every drawing into their scrollback.
 */
const eraseUp = (lines: number): string => `\r\u001b[K${'\u001b[A\u001b[K'.repeat(lines)}`;
const wrapOff = '\u001b[?7l';
const wrapOn = '\u001b[?7h';
