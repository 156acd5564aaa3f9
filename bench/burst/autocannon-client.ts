import autocannon from 'autocannon';
import { serveBursts } from './burst-client.ts';

/** The burst that `autocannon -c SIZE -a SIZE` fires. */
serveBursts(async ({ url, size }) => {
  const addedMs: number[] = [];
  await autocannon({
    ...{ url, connections: size, amount: size, timeout: 20 },
    setupClient: (client) => {
      let heldMs = Number.NaN;
      client.on('headers', (head: unknown) => {
        heldMs = heldIn(head);
      });
      // Its own latency of this request, before its histogram rounds it to whole ms.
      client.on('response', (_status, _bytes, latencyMs) => addedMs.push(latencyMs - heldMs));
    },
  });
  if (addedMs.length !== size) throw new Error(`autocannon answered ${addedMs.length} of ${size} requests`);
  return { addedMs };
});

/** It gives the head as its parser has it: names and values in turn. */
function heldIn(head: unknown): number {
  const { headers = [] } = head as { readonly headers?: readonly string[] };
  return Number(headers[headers.indexOf('x-held-ms') + 1]);
}
