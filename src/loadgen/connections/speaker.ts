import type { Dispatcher } from 'undici';

/** What a speaker needs of the call that it carries: it is told what becomes of it, as undici tells its handlers. */
export type CarriedCall = Required<
  Pick<
    Dispatcher.DispatchHandler,
    'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'
  >
> & {
  /** What came is no answer, or nothing more can come. */
  fail(error: Error): void;
};

/** What speaks HTTP over a connection that is open. */
export interface Speaker {
  /** Requests that can be on their way at once; none when the server has said that it will take no more. */
  readonly capacity: number;
  send(call: CarriedCall, request: Dispatcher.DispatchOptions): void;
  /** Ends the connection, with whatever is on its way. */
  close(): void;
}

/** Not undici's own code for it, upon which it would try to connect for ever. */
export const connectionGone = (message = 'the connection ended before the answer was complete'): Error =>
  Object.assign(new Error(message), { code: 'ECONNRESET' });
