import type { Dispatcher } from 'undici';

/** What a speaker needs of the call that it carries: it gets the same events as a handler of undici. */
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
  /** Requests that can be in flight at once; 0 when the server has said that it accepts no more. */
  readonly capacity: number;
  send(call: CarriedCall, request: Dispatcher.DispatchOptions): void;
  /** Ends the connection, with the requests in flight. */
  close(): void;
}

/** Not undici's own code, which would make it try to connect forever. */
export const connectionGone = (message = 'the connection ended before the answer was complete'): Error =>
  Object.assign(new Error(message), { code: 'ECONNRESET' });
