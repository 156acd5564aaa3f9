import { PassThrough } from 'node:stream';
import { optional } from '../../../src/model/optional.ts';
import type { StreamEnd, StreamedAnswer } from '../invoke.ts';

/** An answer that comes piece by piece: put together for one caller, handed on for another. */
export type AnswerPieces = CollectedPieces | StreamedPieces;

export class CollectedPieces {
  readonly kind = 'collected';
  readonly contentType: string;
  readonly #limitBytes: number;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(contentType: string, limitBytes: number) {
    this.contentType = contentType;
    this.#limitBytes = limitBytes;
  }

  add(piece: Buffer): undefined {
    this.#bytes += piece.length;
    if (this.#bytes <= this.#limitBytes) this.#pieces.push(piece);
    else this.#pieces = [];
  }

  /** Undefined if it is more than the limit. */
  get whole(): Buffer | undefined {
    return this.#bytes > this.#limitBytes ? undefined : Buffer.concat(this.#pieces);
  }
}

export class StreamedPieces {
  readonly kind = 'streamed';
  readonly answer: StreamedAnswer;
  readonly #chunks = new PassThrough();
  #end: (end: StreamEnd) => void = () => {};

  constructor(contentType: string) {
    const ended = new Promise<StreamEnd>((resolve) => {
      this.#end = resolve;
    });
    this.answer = { contentType, chunks: this.#chunks, ended };
  }

  /** Resolves when there is room for more. A caller who does not want it any more holds nobody up. */
  add(piece: Buffer): Promise<void> | undefined {
    if (this.#chunks.destroyed || this.#chunks.writableEnded || this.#chunks.write(piece)) return undefined;
    return new Promise((resolve) => {
      const go = () => {
        this.#chunks.off('drain', go).off('close', go).off('finish', go);
        resolve();
      };
      this.#chunks.on('drain', go).on('close', go).on('finish', go);
    });
  }

  finish(): void {
    if (!this.#chunks.destroyed) this.#chunks.end();
  }

  settle(error: StreamEnd['error'], logTail: Buffer | undefined): void {
    this.#end({ ...optional('error', error), ...optional('logTail', logTail) });
  }
}
