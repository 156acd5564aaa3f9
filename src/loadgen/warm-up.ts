import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { identityHeaders } from '../model/identity.ts';
import type { IdentitySpec } from '../model/schema/fields.ts';
import type { Clock } from './clock.ts';
import { socketEngine } from './engines/socket-engine.ts';
import { originOf } from './http/origin.ts';
import { identityReading } from './identity.ts';
import { sampleOf } from './sample-of.ts';
import { fireOpenLoad } from './shapes/open.ts';
import { BatchWriter, type SampleBatch } from './threads/sample-batch.ts';

/** By then V8 has compiled what a request runs through; twice as many make the start of a load no better. */
const requests = 1500;
const connections = 64;
const requestsPerMs = 64;

export const warmUpPlace = { target: 'warm-up', phase: 'warm-up', repeat: 0 };

/**
 * Fires requests at a responder of its own, so that V8 compiles the path of a request before the load and not in its first second. A
 * target never sees them. Returns their samples, with which whoever keeps samples can warm up too. Where the machine does not allow the
 * responder, the load starts cold.
 */
export async function warmUp(identity: IdentitySpec, clock: Clock): Promise<SampleBatch | undefined> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => socket.destroy());
  });
  if (!(await listens(server))) return undefined;
  try {
    return await fireAt(server, identity, clock);
  } finally {
    server.close();
    // What the warm-up leaves would be collected in the middle of the load.
    globalThis.gc?.();
  }
}

const listens = (server: Server): Promise<boolean> =>
  once(server.listen(0, '127.0.0.1'), 'listening').then(
    () => true,
    () => false,
  );

const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${identityHeaders.instanceId}: warm-up\r\n` +
    `${identityHeaders.invocationId}: 1\r\ncontent-length: 2\r\n\r\n{}`,
);

async function fireAt(server: Server, spec: IdentitySpec, clock: Clock): Promise<SampleBatch> {
  const { port } = server.address() as AddressInfo;
  const engine = socketEngine({
    ...{ origin: originOf(`http://127.0.0.1:${port}`), address: { kind: 'resolved', ip: '127.0.0.1' } },
    ...{ request: { method: 'GET', path: '/', headers: {} }, warmPath: undefined, takesSilent: true },
    ...{ connections: 'warm', patient: false, timeoutMs: 1000, keepBodyBytes: answer.length, tls: {}, clock },
  });
  const batch = new BatchWriter(requests);
  const reading = identityReading(spec, 'answers', (status) => status === 200);
  await engine.prepare(connections, 'as-due');
  await fireOpenLoad(
    Array.from({ length: requests }, (_, k) => k / requestsPerMs),
    clock.nowMs(),
    {
      ...{ engine, clock, signal: new AbortController().signal, maxInFlight: requests },
      onEnd: (exchange) => batch.add(sampleOf(exchange, warmUpPlace, reading, clock)),
    },
  );
  engine.stop();
  return batch.take();
}
