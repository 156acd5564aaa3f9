import type { AnswerFormat } from './event-format.ts';

/** The event of a request, and how the result is read. `payload`: its JSON, if it was there before. */
export interface MadeEvent {
  readonly event: unknown;
  readonly payload?: Buffer;
  readonly format: AnswerFormat;
}

/** The answer to a request that becomes no event. */
export interface NoEvent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
