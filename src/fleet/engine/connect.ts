import { setTimeout as sleep } from 'node:timers/promises';
import type { Authenticator, NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { UserError } from '../../model/errors.ts';
import type { Credentials, EngineAddress } from './address.ts';
import { type TlsFiles, tlsProblem } from './tls-problem.ts';

/** Who connects: replies to one of them cannot be read by the other, if the account says so. */
export type Role = 'coordinator' | 'worker';

const connectTimeoutMs = 5000;
const betweenTriesMs = 500;
/** A broker that restarts is back within seconds. */
const reconnectWaitMs = 250;
/** After this, a broker that does not answer is taken for gone: the connection is made again. */
const pingIntervalMs = 5000;

/** @throws {UserError} `engine-unreachable`, `engine-refused` */
export async function connectEngine(address: EngineAddress, role: Role): Promise<NatsConnection> {
  const { connect } = await import('@nats-io/transport-node');
  const options = await optionsOf(address, role);
  try {
    return await connect(options);
  } catch (error) {
    throw await explained(await causeOf(error as Error, options), address);
  }
}

/**
 * In TLS 1.3, a broker refuses the certificate of a client after the handshake, which the client of NATS takes for silence. In TLS 1.2, it
 * does so during the handshake, and says why.
 */
async function causeOf(error: Error, options: NodeConnectionOptions): Promise<Error> {
  const { connect } = await import('@nats-io/transport-node');
  if (error.name !== 'TimeoutError' || options.tls === undefined) return error;
  const older = { ...options, tls: { ...options.tls, maxVersion: 'TLSv1.2' } };
  return connect(older).then(
    async (connection) => {
      await connection.close();
      return error;
    },
    (cause: Error) => (cause.name === 'TimeoutError' ? error : cause),
  );
}

/**
 * Tries until the broker is there: a worker may be started before it.
 * @param waiting called once, with why it is not there yet
 * @throws {UserError} `engine-refused`; `interrupted`
 */
export async function connectWhenThere(
  address: EngineAddress,
  role: Role,
  { signal, waiting }: { readonly signal: AbortSignal; waiting(reason: string): void },
): Promise<NatsConnection> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await connectEngine(address, role);
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'engine-unreachable') throw error;
      if (tries === 0) waiting(error.message);
    }
    await sleep(betweenTriesMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw new UserError('interrupted', 'stopped before the broker was there');
  }
}

async function optionsOf({ server, isEncrypted, credentials, tls }: EngineAddress, role: Role) {
  return {
    servers: server,
    name: `rollcall ${role}`,
    inboxPrefix: `_INBOX_${role}`,
    timeout: connectTimeoutMs,
    ...{ maxReconnectAttempts: -1, reconnectTimeWait: reconnectWaitMs, pingInterval: pingIntervalMs, maxPingOut: 2 },
    ...(credentials && { authenticator: await authenticatorOf(credentials) }),
    ...((isEncrypted || Object.keys(tls).length > 0) && { tls: tlsOf(tls, server) }),
    // The address that the user gave is the one that is used: others may not be reachable from here.
    ignoreClusterUpdates: true,
  } satisfies NodeConnectionOptions;
}

/** `host`: whose certificate it has to be. The client of NATS names none where the address is an IP, and Node would look for `localhost`. */
function tlsOf(files: TlsFiles, server: string): TlsFiles {
  const host = server.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return Object.assign({ host }, files);
}

async function authenticatorOf(credentials: Credentials): Promise<Authenticator> {
  const nats = await import('@nats-io/transport-node');
  switch (credentials.kind) {
    case 'jwt':
      return nats.credsAuthenticator(credentials.file);
    case 'nkey':
      return nats.nkeyAuthenticator(credentials.seed);
    case 'user':
      return nats.usernamePasswordAuthenticator(credentials.user, credentials.password);
    case 'token':
      return nats.tokenAuthenticator(credentials.token);
  }
}

/** Errors of the client name no credentials. */
async function explained(error: Error, { server }: EngineAddress): Promise<UserError> {
  const { AuthorizationError, UserAuthenticationExpiredError } = await import('@nats-io/transport-node');
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError)
    return new UserError('engine-refused', `the broker at ${server} refused the credentials: ${error.message}`, {
      hint: 'check --engine-credentials: docs/distributed.md',
    });
  const problem = tlsProblem(error, server);
  if (problem !== undefined) return problem;
  return new UserError('engine-unreachable', `the broker at ${server} cannot be reached: ${error.message}`, {
    hint: 'start it, such as `nats-server -js`, and check --engine: docs/distributed.md',
    cause: error,
  });
}
