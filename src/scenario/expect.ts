import { z } from 'zod';

const classes = ['2xx', '3xx', '4xx', '5xx'] as const;

const statusSchema = z.union([z.int().min(200).max(599), z.enum(classes)]);

/** What an answer has to be in order to count as answered. */
export const expectSchema = z.strictObject({
  status: z
    .union([statusSchema, z.array(statusSchema).min(1)])
    .default('2xx')
    .describe(
      'Statuses that count as answered: a status such as 404, a class such as 3xx, or a list of them. Others are failures, 429 a throttle.',
    ),
});

export type Expectation = z.output<typeof expectSchema>;

/** Without a word in the scenario. */
const successful: Expectation = { status: '2xx' };

/** Whether a status is one of those that are expected. For every answer of a load, so a look into a table. */
export function expectedStatuses({ status }: Expectation = successful): (status: number) => boolean {
  const expected = new Set([status].flat().flatMap(statusesOf));
  return (candidate) => expected.has(candidate);
}

const statusesOf = (status: number | (typeof classes)[number]): number[] =>
  typeof status === 'number' ? [status] : Array.from({ length: 100 }, (_, n) => 100 * Number(status[0]) + n);
