import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Phase } from '../load/phases.ts';
import { identityHeaders } from '../model/identity.ts';
import type { IdentitySpec } from '../model/schema/fields.ts';
import type { PhaseOrder } from './phase-order.ts';

/**
 * Requests of each thread, in each of the phases. By then V8 has compiled what a request runs through; more make the start of a load no
 * better. A second phase compiles again what was compiled for the objects of the first one alone.
 */
const requestsPerThread = 1500;
const phases = 3;
/** Slowly enough that compiling keeps up. */
const ratePerThread = 10_000;

/** The loads of a warm-up, for this many threads together. */
export const warmUpOrders = (url: string, threads: number, identity: IdentitySpec): readonly PhaseOrder[] =>
  Array.from({ length: phases }, (_, repeat) => ({
    phase: warmUpPhase(threads),
    place: { target: 'warm-up', repeat },
    destination: { url },
    sending: { requests: [{ method: 'GET', path: '/', headers: {} }], timeoutMs: 10_000 },
    answers: { identity, coldStartsFrom: 'answers' },
    arrivals: { seed: 0 },
  }));

const warmUpPhase = (threads: number): Phase => ({
  ...{ kind: 'constantRate', name: 'warm-up', start: 'cold' },
  ...{ ratePerSecond: threads * ratePerThread, durationMs: (1000 * requestsPerThread) / ratePerThread },
  maxInFlight: threads * requestsPerThread,
});

/** The server that a warm-up is fired at. Undefined where the machine does not allow one: the load then starts cold. */
export async function startResponder(): Promise<(AsyncDisposable & { readonly url: string }) | undefined> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    // The first answers of connections are of all kinds, too.
    let served = 2 * connections;
    connections += 1;
    sockets.add(socket);
    socket.on('data', () => {
      // Every head comes twice, because new and known heads are read differently.
      socket.write(answerTo(served >> 1));
      served += 1;
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  try {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  } catch {
    return undefined;
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** In turn of all kinds, or the code would be compiled for one kind, and again when a target sends another. */
function answerTo(call: number): string {
  const own = [
    `${identityHeaders.instanceId}: warm-up\r\n${identityHeaders.invocationId}: ${call + 1}\r\n`,
    `${identityHeaders.coldStart}: ${call % 2 === 0}\r\n`,
    `${identityHeaders.cpuMs}: 0.12\r\n${identityHeaders.cpuScope}: call\r\n${identityHeaders.handlerMs}: 0.${call}\r\n`,
    `${identityHeaders.initMs}: 25.1\r\n${identityHeaders.rssMb}: 60.5\r\n${identityHeaders.inFlight}: 1\r\n`,
  ].slice(0, call % 5);
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${own.join('')}content-length: 2\r\n\r\n{}`;
}
