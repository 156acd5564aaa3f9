import { Outbox } from '../../../src/fleet/worker/outbox.ts';

/** Without errors that last. */
export const outboxOf = (publish: (block: Uint8Array, sequence: number) => Promise<void>): Outbox =>
  new Outbox({ publish, problemOf: () => undefined, onProblem: () => {} });
