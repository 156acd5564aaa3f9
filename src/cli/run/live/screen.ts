/** The part of a terminal that a screen uses, such as `process.stderr`. */
export interface Terminal {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** Minimum time between writes: ten per second. */
const redrawMs = 100;

/**
 * A block of lines at the end of a terminal's output that is redrawn in place. Permanent lines go above it. Between two
 * calls the cursor is at the start of the line below the block, so that other output does no harm.
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

  /** One column stays free: some terminals wrap as soon as the last column is filled. */
  get width(): number {
    return (this.terminal.columns || 80) - 1;
  }

  /** Stays above the block permanently, from the next drawing on. */
  keep(text: string): void {
    this.kept += `${text}\n`;
  }

  /** Draws the block if the interval has passed and something has changed. Calls `lines` only then. */
  draw(lines: () => readonly string[]): void {
    const nowMs = this.nowMs();
    if (nowMs - this.drawnAtMs < redrawMs) return;
    this.drawnAtMs = nowMs;
    // A block as high as the terminal would scroll, and the cursor could not return to its first line.
    const shownLines = lines().slice(0, Math.max(0, (this.terminal.rows || 24) - 1));
    const text = shownLines.map((line) => `${line}\n`).join('');
    if (text === this.drawnText && this.kept === '') return;
    this.replace(text, shownLines.length);
  }

  /** Removes the block at any time, moves the cursor to its first line, and writes the permanent lines. */
  clear(): void {
    if (this.drawnLines > 0 || this.kept !== '') this.replace('', 0);
  }

  /** In one write, so that the terminal never shows half of it, and without line wrapping for characters of any width. */
  private replace(text: string, lines: number): void {
    const block = text === '' ? '' : `${wrapOff}${text}${wrapOn}`;
    this.terminal.write(`${eraseUp(this.drawnLines)}${this.kept}${block}`);
    this.kept = '';
    this.drawnText = text;
    this.drawnLines = lines;
  }
}

/**
 * Line by line, from the cursor's line upwards. "Erase to the end of the screen" does not work: in the top row, some terminals (tmux)
 * treat it as clearing the screen and push every drawing into their scrollback.
 */
const eraseUp = (lines: number): string => `\r\u001b[K${'\u001b[A\u001b[K'.repeat(lines)}`;
const wrapOff = '\u001b[?7l';
const wrapOn = '\u001b[?7h';
