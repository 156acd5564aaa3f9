import type { NatsConnection } from '@nats-io/transport-node';
import { UserError } from '../../model/errors.ts';

type Operation = 'publish' | 'subscription';

/**
 * Why a connection is of no use from now on: it was closed for good, since the broker refused its credentials twice, or the broker does not
 * allow one of these operations. Undefined once it has been closed by us.
 * @param needed what the broker has to allow
 */
export async function refusal(
  connection: NatsConnection,
  needed: readonly Operation[],
): Promise<UserError | undefined> {
  const hint = { hint: 'check --engine-credentials, and their permissions: docs/distributed.md' };
  const server = connection.getServer();
  for await (const status of connection.status()) {
    const denied = status.type === 'error' ? violation(status.error) : undefined;
    if (denied === undefined || !needed.includes(denied.operation)) continue;
    const what = denied.operation === 'publish' ? 'publish to' : 'subscribe to';
    return new UserError(
      'engine-refused',
      `the broker at ${server} does not allow this client to ${what} ${denied.subject}`,
      hint,
    );
  }
  const error = await connection.closed();
  if (!(error instanceof Error)) return undefined;
  return new UserError('engine-refused', `the broker at ${server} ended the connection for good: ${error.message}`, {
    ...hint,
    cause: error,
  });
}

function violation(error: Error): { readonly operation: Operation; readonly subject: string } | undefined {
  if (error.name !== 'PermissionViolationError') return undefined;
  return error as Error & { readonly operation: Operation; readonly subject: string };
}
