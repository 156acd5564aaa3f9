import { z } from 'zod';

const statusSchema = z.union([
  z.int().min(200).max(599).meta({ errorMessage: 'expected a status from 200 to 599' }),
  z.enum(['2xx', '3xx', '4xx', '5xx']).meta({ errorMessage: 'expected a class such as `2xx`' }),
]);

export const expectedStatusSchema = z.union([statusSchema, z.array(statusSchema).min(1)]);

/** Which responses count as answered. */
export const expectSchema = z.strictObject({
  status: expectedStatusSchema
    .default('2xx')
    .describe(
      'Statuses that count as answered: a status such as 404, a class such as 3xx, or a list of these. Others are failures; 429 is a throttle.',
    ),
});

export type Expectation = z.output<typeof expectSchema>;
