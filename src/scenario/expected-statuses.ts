import type { Expectation } from '../target-kinds/fields/expect.ts';

/** The default. */
const successful: Expectation = { status: '2xx' };

/**
 * Whether a status is expected. A table lookup, because it runs for every response. Separate from the schema, because
 * the threads that send would have to load zod, which takes longer than all of their other modules.
 */
export function expectedStatuses({ status }: Expectation = successful): (status: number) => boolean {
  const expected = new Set([status].flat().flatMap(statusesOf));
  return (candidate) => expected.has(candidate);
}

/** First and last status of each range. */
export const statusRanges = ({ status }: Expectation): (readonly [number, number])[] =>
  [status].flat().map((one) => {
    const all = statusesOf(one);
    return [Math.min(...all), Math.max(...all)];
  });

const statusesOf = (status: number | string): number[] =>
  typeof status === 'number' ? [status] : Array.from({ length: 100 }, (_, n) => 100 * Number(status[0]) + n);
