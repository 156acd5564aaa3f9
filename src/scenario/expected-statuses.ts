import type { Expectation } from '../target-kinds/fields/expect.ts';

/** Without a word in the scenario. */
const successful: Expectation = { status: '2xx' };

/**
 * Whether a status is one of those that are expected: for every answer of a load, so a look into a table. Apart from the schema, because
 * the threads that fire would load zod for it, which takes longer than all else that they load.
 */
export function expectedStatuses({ status }: Expectation = successful): (status: number) => boolean {
  const expected = new Set([status].flat().flatMap(statusesOf));
  return (candidate) => expected.has(candidate);
}

const statusesOf = (status: number | string): number[] =>
  typeof status === 'number' ? [status] : Array.from({ length: 100 }, (_, n) => 100 * Number(status[0]) + n);
