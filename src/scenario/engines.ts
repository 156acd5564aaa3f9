import { z } from 'zod';
import { formedText } from '../model/schema/words.ts';

const proxySchema = formedText(
  /^http:\/\/(?:[^\s/?#@]*@)?(?:\[[\da-fA-F:.]+\]|[\w.-]+)(?::\d{1,5})?\/?$/,
  'the http URL of a proxy, without path, such as http://127.0.0.1:3128',
);

const engineMapSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('socket').describe('HTTP/1.1 over sockets of its own: stamps first, reads later.'),
  }),
  z.strictObject({
    kind: z.literal('undici').describe('The client of Node: for HTTP/2 and proxies.'),
    http2: z.boolean().default(false).describe('HTTP/2, and nothing else; needs https.'),
    proxy: proxySchema.optional().describe('http is forwarded by it, https goes through a tunnel of it.'),
  }),
  z.strictObject({
    kind: z.literal('autocannon').describe('A second opinion on closed workloads, with recordings of our own.'),
  }),
]);

export type EngineSpec = z.output<typeof engineMapSchema>;

/** What sends the requests: a word, or a map where there is more to say. */
export const engineSchema = z.union([
  z
    .enum(['socket', 'undici', 'autocannon'])
    .transform((kind): EngineSpec => (kind === 'undici' ? { kind, http2: false } : { kind })),
  engineMapSchema,
]);
