import { tokenAt } from '../json/token.ts';

/** A JSON document as it is written, beside the value that was read from it: `JSON.parse` rounds 12345678901234567891. */
export class Written {
  readonly #bytes: Buffer | undefined;
  #text: string | undefined;

  /** @param bytes absent: there is no document. */
  constructor(bytes: Buffer | undefined) {
    this.#bytes = bytes;
  }

  /** The value at a path as it is written, one byte per character. Undefined where there is no document. */
  at(path: readonly string[]): string | undefined {
    if (this.#bytes === undefined) return undefined;
    this.#text ??= this.#bytes.toString('latin1');
    return tokenAt(this.#text, path);
  }
}
