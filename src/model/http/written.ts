import { tokenAt } from '../json/token.ts';
import type { Written } from './answer-fields.ts';

/** A document that `JSON.parse` has accepted. */
export class WrittenJson implements Written {
  readonly whole: Buffer;
  #text: string | undefined;

  constructor(whole: Buffer) {
    this.whole = whole;
  }

  at(path: readonly string[]): string | undefined {
    this.#text ??= this.whole.toString('latin1');
    return tokenAt(this.#text, path);
  }
}
