import type { LoggedInvocation } from './log-finding.ts';

/** The facts of a text, or the reason why it is damaged. */
export type Parsed<T> = { readonly facts: T } | { readonly damaged: string };

/** The facts of a REPORT line. `status` is omitted if the line has none. */
export type ReportFacts = Omit<LoggedInvocation, 'status' | 'atEpochMs' | 'runtime'> & {
  readonly status?: LoggedInvocation['status'];
};

/** Thrown while reading and caught by `attempt`. The message names the damage. */
export class Damage extends Error {}

export function attempt<T>(read: () => T): Parsed<T> {
  try {
    return { facts: read() };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return { damaged: error.message };
  }
}

const statuses = ['success', 'error', 'timeout', 'failure'] as const;

/** @throws {Damage} for an unknown status, such as a truncated word. */
export function statusFrom(status: unknown): LoggedInvocation['status'] | undefined {
  if (status === undefined) return undefined;
  const known = statuses.find((each) => each === status);
  if (known === undefined) throw new Damage('its status is unknown');
  return known;
}
