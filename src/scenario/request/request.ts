import { z } from 'zod';
import { filledHint, formedText, headerNameSchema, nameSchema, pathSchema } from '../../model/schema/fields.ts';
import { eventSchema } from '../../target-kinds/fields/event.ts';
import { expectSchema } from '../../target-kinds/fields/expect.ts';

const methodSchema = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const headersSchema = z.record(
  headerNameSchema,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a header would end it
  formedText(/^[^\0-\x08\x0a-\x1f\x7f]*$/, 'text without line breaks and control characters'),
);

const bodyFields = {
  body: z.string().optional().describe(`Body of every request, sent as UTF-8. ${filledHint}`),
  bodyFile: z
    .string()
    .min(1)
    .optional()
    .describe('Instead of `body`: a file, relative to the scenario file. Its bytes are sent as they are.'),
};

/** The request of a scenario. `request-rules.ts` has the rules between fields. */
export const requestSchema = z.strictObject({
  method: methodSchema.default('GET').describe('Method of every request.'),
  path: pathSchema
    .default('/')
    .describe(`Path and query of every request. A fragment (#...) is not sent. ${filledHint}`),
  headers: headersSchema
    .default({})
    .describe(`Headers of every request, sent as UTF-8. \`host\` replaces the host of the URL. ${filledHint}`),
  expect: expectSchema.prefault({}).describe('The responses that count as answered.'),
  ...bodyFields,
  event: eventSchema
    .prefault('http-v2')
    .describe(
      'The event that a function gets, if rollcall starts or invokes it: `http-v2`, `http-v1`, `alb` or `raw`, or a map with more fields.',
    ),
});

/** Several requests, of which each is drawn by its weight. What an entry does not say, it has from `request`. */
export const requestsSchema = z
  .array(
    z.strictObject({
      name: nameSchema.describe('Name of the request in the results.'),
      weight: z
        .number()
        .positive()
        .max(1_000_000)
        .default(1)
        .describe('How often it is drawn, in proportion to the weights of the others.'),
      method: methodSchema.optional().describe('Method; default: that of `request`.'),
      path: pathSchema.optional().describe(`Path and query; default: that of \`request\`. ${filledHint}`),
      headers: headersSchema.default({}).describe(`Headers, in addition to those of \`request\`. ${filledHint}`),
      ...bodyFields,
      expect: expectSchema.optional().describe('Overrides `expect` of the target and of `request`.'),
    }),
  )
  .min(1)
  .max(1000);

/** Recorded requests, which are sent in turn. A file, or a map. */
export const requestsFileSchema = z.union([
  z
    .string()
    .min(1)
    .describe(
      'Vegeta targets (http or json), a HAR file, or an access log, also packed by gzip; relative to the scenario file.',
    )
    .transform((file): { file: string; host?: string | undefined } => ({ file })),
  z.strictObject({
    file: z.string().min(1).describe('As above.'),
    host: z.string().min(1).optional().describe('Only requests to this host.'),
  }),
]);

const feedFileSchema = formedText(
  /\.(csv|ndjson|jsonl)$/i,
  'a .csv or .ndjson file, relative to the scenario file',
).describe('CSV with a head, or a JSON object in each line; relative to the scenario file.');

/** Rows whose columns fill requests. A file, or a map with the order of its rows. */
export const feedSchema = z.union([
  feedFileSchema.transform((file): FeedSpec => ({ file, order: 'inTurn' })),
  z.strictObject({
    file: feedFileSchema,
    order: z
      .enum(['inTurn', 'random', 'once'])
      .default('inTurn')
      .describe(
        'inTurn: one row after another, over and over. random: drawn from the seed. once: each row at most once.',
      ),
  }),
]);

export interface FeedSpec {
  readonly file: string;
  readonly order: 'inTurn' | 'random' | 'once';
}
