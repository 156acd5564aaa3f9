import { z } from 'zod';
import { filledHint, formedText, headerNameSchema, pathSchema } from '../../model/schema/fields.ts';
import { eventSchema } from '../../target-kinds/fields/event.ts';
import { expectSchema } from '../../target-kinds/fields/expect.ts';

/** The request of a scenario. `request-rules.ts` has the rules between fields. */
export const requestSchema = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .describe('Method of every request.'),
  path: pathSchema
    .default('/')
    .describe(`Path and query of every request. A fragment (#...) is not sent. ${filledHint}`),
  headers: z
    .record(
      headerNameSchema,
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would end it
      formedText(/^[^\0-\x08\x0a-\x1f\x7f]*$/, 'text without line breaks and control characters'),
    )
    .default({})
    .describe(`Headers of every request, sent as UTF-8. \`host\` replaces the host of the URL. ${filledHint}`),
  expect: expectSchema.prefault({}).describe('The responses that count as answered.'),
  body: z.string().optional().describe(`Body of every request, sent as UTF-8. ${filledHint}`),
  event: eventSchema
    .prefault('http-v2')
    .describe(
      'The event that a function gets, if rollcall starts or invokes it: `http-v2`, `http-v1`, `alb` or `raw`, or a map with more fields.',
    ),
});
