import { z } from 'zod';
import { formedText } from '../model/schema/fields.ts';

const proxySchema = formedText(
  /^http:\/\/(?:[^\s/?#@]*@)?(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?\/?$/,
  'the http URL of a proxy, without path, such as http://127.0.0.1:3128',
);

const engineMapSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('socket').describe('HTTP/1.1 over its own sockets: takes timestamps first, reads later.'),
  }),
  z.strictObject({
    kind: z.literal('undici').describe('The HTTP client of Node, for HTTP/2 and proxies.'),
    http2: z.boolean().default(false).describe('HTTP/2 only; needs https.'),
    proxy: proxySchema.optional().describe('It forwards http requests and opens tunnels for https.'),
  }),
  z.strictObject({
    kind: z.literal('autocannon').describe('A second opinion on closed workloads: autocannon sends, rollcall records.'),
  }),
]);

export type EngineSpec = z.output<typeof engineMapSchema>;

/** The engine: a word, or a map with options. */
export const engineSchema = z.union([
  z
    .enum(['socket', 'undici', 'autocannon'])
    .transform((kind): EngineSpec => (kind === 'undici' ? { kind, http2: false } : { kind })),
  engineMapSchema,
]);
