import type { LoggedInvocation } from './log-finding.ts';

/** What a text tells, or why it cannot be trusted. */
export type Told<T> = { readonly told: T } | { readonly damaged: string };

/** What a REPORT alone tells. `status` is absent where it does not tell it. */
export type ReportFacts = Omit<LoggedInvocation, 'status' | 'atEpochMs' | 'runtime'> & {
  readonly status?: LoggedInvocation['status'];
};

/** Thrown while reading, caught by `attempt`: the message says what is wrong with the text. */
export class Damage extends Error {}

export function attempt<T>(read: () => T): Told<T> {
  try {
    return { told: read() };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { damaged: error.message };
  }
}

const statuses = ['success', 'error', 'timeout', 'failure'] as const;

/** @throws {Damage} for one that is not known, such as half a word. */
export function knownStatus(status: unknown): LoggedInvocation['status'] | undefined {
  if (status === undefined) return undefined;
  const known = statuses.find((each) => each === status);
  if (known === undefined) throw new Damage('its status is none that is known');
  return known;
}
