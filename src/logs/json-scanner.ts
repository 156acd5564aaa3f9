import { eventLists } from './log-events.ts';

/** Events during the reading of a document. */
export interface JsonTaker {
  /** An element of a list of events, or the rest of the document at its end. */
  value(value: unknown): void;
  /** It starts like JSON, but is not. */
  notJson(text: string): void;
  /** An element was longer than `longest` and is skipped. */
  tooLong(): void;
}

interface Frame {
  readonly kind: 'object' | 'list';
  /** Start of its content in the kept text. */
  readonly start: number;
  /** Its elements are emitted one by one and not kept. */
  readonly handsOver: boolean;
}

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'literal';
type State = 'more' | 'done' | 'invalid';

/** Deeper than any log event; a line of a million brackets is not JSON. */
const deepest = 100;

/**
 * Reads one JSON document in pieces and emits each element of its event lists when it ends: a document of
 * a gigabyte needs the memory of its largest event. Stops at the first character that JSON does not allow.
 */
export class JsonScanner {
  private readonly taker: JsonTaker;
  private readonly longest: number;
  private readonly stack: Frame[] = [];
  private text = '';
  private expected: Expected = 'value';
  private within: 'structure' | 'string' | 'escape' = 'structure';
  private keyStart: number | undefined;
  private key = '';
  /** Start and depth of the next emitted value. */
  private element = { start: 0, depth: 0 };
  private skipping = false;
  private piece = '';
  /** Index of the first character that is not yet in `text`. */
  private from = 0;

  constructor(taker: JsonTaker, longest: number) {
    this.taker = taker;
    this.longest = longest;
  }

  /** Text that was read but not emitted. */
  get rest(): string {
    return this.text;
  }

  /** @returns the length of the part that belongs to the document. */
  add(piece: string): { readonly state: State; readonly used: number } {
    this.piece = piece;
    this.from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (this.within !== 'structure') at = this.skipString(at);
      const state = at >= piece.length ? 'more' : this.step(piece[at] ?? '', at);
      if (state === 'more') continue;
      const used = state === 'done' ? at + 1 : at;
      this.keep(used);
      return { state, used };
    }
    this.keep(piece.length);
    this.skipIfLonger();
    return { state: 'more', used: piece.length };
  }

  /** Skips to the next significant character of a string. */
  private skipString(at: number): number {
    if (this.within === 'escape') return at;
    ordinary.lastIndex = at;
    ordinary.exec(this.piece);
    return ordinary.lastIndex;
  }

  private step(character: string, at: number): State {
    if (this.within === 'structure') return this.structure(character, at);
    if (this.within === 'escape') this.within = 'string';
    else if (character === '\\') this.within = 'escape';
    else if (character === '\n') return 'invalid';
    else this.endString(at);
    return 'more';
  }

  private structure(character: string, at: number): State {
    switch (character) {
      case ' ':
      case '\n':
      case '\t':
      case '\r':
        if (this.expected === 'literal') this.expected = 'comma-or-end';
        return 'more';
      case '"':
        return this.beginString(at);
      case '{':
      case '[':
        return this.open(character === '{' ? 'object' : 'list', at);
      case '}':
      case ']':
        return this.close(character === '}' ? 'object' : 'list', at);
      case ':':
        return this.proceed(this.expected === 'colon', 'value');
      case ',':
        return this.comma(at);
      default:
        return this.proceed(literalCharacter.test(character) && this.expectsLiteral, 'literal');
    }
  }

  private get expectsLiteral(): boolean {
    return this.expected === 'literal' || this.expectsValue;
  }

  private get expectsValue(): boolean {
    return this.expected === 'value' || this.expected === 'value-or-end';
  }

  private proceed(allowed: boolean, next: Expected): State {
    this.expected = next;
    return allowed ? 'more' : 'invalid';
  }

  private beginString(at: number): State {
    if (this.expectsValue) {
      this.beginValue(at);
      this.keyStart = undefined;
    } else if (this.expected === 'key' || this.expected === 'key-or-end') this.keyStart = this.position(at) + 1;
    else return 'invalid';
    this.within = 'string';
    return 'more';
  }

  private endString(at: number): void {
    this.within = 'structure';
    if (this.keyStart === undefined) {
      this.endValue(at);
      return;
    }
    this.expected = 'colon';
    // Only top-level members of the document are event lists.
    if (this.stack.length > 1) return;
    this.keep(at);
    this.key = this.text.slice(this.keyStart);
  }

  private open(kind: Frame['kind'], at: number): State {
    if (!this.expectsValue || this.stack.length >= deepest) return 'invalid';
    this.beginValue(at);
    this.stack.push({ kind, start: this.position(at) + 1, handsOver: kind === 'list' && this.isEventList });
    this.expected = kind === 'object' ? 'key-or-end' : 'value-or-end';
    return 'more';
  }

  private get isEventList(): boolean {
    const [outermost, ...others] = this.stack;
    if (outermost === undefined) return true;
    return others.length === 0 && outermost.kind === 'object' && eventLists.has(this.key);
  }

  private close(kind: Frame['kind'], at: number): State {
    const end = kind === 'object' ? 'key-or-end' : 'value-or-end';
    const allowed = this.expected === end || this.expected === 'comma-or-end' || this.expected === 'literal';
    if (this.stack.at(-1)?.kind !== kind || !allowed) return 'invalid';
    this.stack.pop();
    return this.endValue(at);
  }

  private comma(at: number): State {
    const frame = this.stack.at(-1);
    if (frame === undefined || (this.expected !== 'comma-or-end' && this.expected !== 'literal')) return 'invalid';
    this.expected = frame.kind === 'object' ? 'key' : 'value';
    if (frame.handsOver && !this.skipping) {
      this.text = this.text.slice(0, frame.start);
      this.from = at + 1;
    }
    return 'more';
  }

  private beginValue(at: number): void {
    if (this.stack.length === 0 || this.stack.at(-1)?.handsOver)
      this.element = { start: this.position(at), depth: this.stack.length };
  }

  private endValue(at: number): State {
    this.expected = 'comma-or-end';
    this.keep(at + 1);
    const isElement = this.stack.length === 0 || this.stack.at(-1)?.handsOver === true;
    if (!isElement) return 'more';
    this.skipIfLonger();
    if (!this.skipping) this.handOver();
    else if (this.stack.length === this.element.depth) {
      this.skipping = false;
      this.taker.tooLong();
    }
    if (!this.skipping) this.element = { start: 0, depth: 0 };
    return this.stack.length === 0 ? 'done' : 'more';
  }

  private handOver(): void {
    const start = this.stack.length === 0 ? 0 : this.element.start;
    const json = this.text.slice(start);
    this.text = this.text.slice(0, start);
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.taker.notJson(json);
      return;
    }
    this.taker.value(value);
  }

  private skipIfLonger(): void {
    if (this.skipping || this.text.length - this.element.start <= this.longest) return;
    this.skipping = true;
    this.text = this.text.slice(0, this.element.start);
  }

  private keep(end: number): void {
    if (!this.skipping) this.text += this.piece.slice(this.from, end);
    this.from = end;
  }

  private position(at: number): number {
    return this.text.length + at - this.from;
  }
}

const ordinary = /[^"\\\n]*/y;
const literalCharacter = /[-+.0-9eEtrufalsn]/;
