import type { NatsConnection } from '@nats-io/transport-node';

/** What the client of NATS keeps for itself. */
interface WithTransport {
  readonly protocol?: { readonly transport?: { discard?(): void } };
}

/**
 * Closes the connection and every socket of it. The client leaves one open on which it waits for a broker that accepts connections and says
 * nothing, as one that stands still; the process would end with that broker.
 */
export async function closeEngine(connection: NatsConnection): Promise<void> {
  await connection.close();
  (connection as WithTransport).protocol?.transport?.discard?.();
}
