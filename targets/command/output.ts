import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { stripVTControlCharacters } from 'node:util';
import { logTroublePrefix } from '../../src/model/platform/command.ts';

const keptCharacters = 2000;
const shownLines = 8;

/** What a server prints: all of it in a file, and its last lines for messages. */
export class ServerOutput {
  readonly #file: ReturnType<typeof createWriteStream>;
  readonly #sources: Readable[] = [];
  #tail = '';

  constructor(logFile: string) {
    this.#file = createWriteStream(logFile, { flags: 'a' });
    this.#file.on('error', ({ message }) => {
      process.stderr.write(`${logTroublePrefix}${message}\n`);
      // A server whose output nobody reads would stop at a full pipe.
      for (const source of this.#sources) source.unpipe(this.#file).resume();
    });
  }

  take(source: Readable): void {
    this.#sources.push(source);
    source.pipe(this.#file, { end: false });
    const decoder = new TextDecoder();
    source.on('data', (piece: Buffer) => {
      this.#tail = (this.#tail + decoder.decode(piece, { stream: true })).slice(-keptCharacters);
    });
  }

  /** Without the escape sequences of a terminal. Of a line that was cut nothing is shown: part of a secret would not be recognized. */
  lastLines(): string {
    const whole = this.#tail.length < keptCharacters ? this.#tail : this.#tail.replace(/^[^\n]*\n/, '');
    return stripVTControlCharacters(whole).trim().split('\n').slice(-shownLines).join('\n');
  }

  async close(): Promise<void> {
    this.#file.end();
    // Its error has been reported above.
    await finished(this.#file).catch(() => {});
  }
}
