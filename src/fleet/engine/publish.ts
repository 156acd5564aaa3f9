import type { NatsConnection } from '@nats-io/transport-node';

/** Publishes a message that nobody can hear any more once the connection is closed, which the client of NATS takes for a mistake. */
export function publishIfOpen(
  connection: NatsConnection,
  subject: string,
  message: Uint8Array,
  options: { readonly reply?: string } = {},
): void {
  if (!connection.isClosed()) connection.publish(subject, message, options);
}
