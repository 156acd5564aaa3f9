import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import pLimit from 'p-limit';
import { lambdaClient } from '../../../aws/access.ts';
import type { InvokeDelivery } from '../../../aws/delivery.ts';
import { openedAtOnce } from '../../connections/opening-ahead.ts';
import { readsOn } from '../../http/wire.ts';

/** Hears of the instants of one invocation. */
export interface InvokeStamps {
  /** A connection is being opened for it. */
  opening(): void;
  /** TCP is there. */
  connected(): void;
  /** TLS is there. */
  tlsDone(): void;
  /** Its request is handed to the socket, or to the connection that is being opened. */
  handed(): void;
  /** The head of its answer is there. */
  firstByte(): void;
}

/**
 * The SDK's client, tapped where requests leave it and answers come back: what it does before and after (building, signing,
 * reading) is no part of the service time. It tries once, and has as many connections as invocations at once.
 */
export class InvokeClient {
  private readonly client: LambdaClient;
  private readonly agents: readonly [HttpAgent, HttpsAgent];
  private readonly command: typeof import('@aws-sdk/client-lambda').InvokeCommand;
  private readonly delivery: InvokeDelivery;
  private readonly current: AsyncLocalStorage<InvokeStamps>;

  /** @throws {UserError} if there are no credentials. */
  static async open(delivery: InvokeDelivery, { keepAlive }: { readonly keepAlive: boolean }): Promise<InvokeClient> {
    const [{ InvokeCommand }, { NodeHttpHandler }] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      import('@smithy/node-http-handler'),
    ]);
    const current = new AsyncLocalStorage<InvokeStamps>();
    const options = { keepAlive, maxSockets: delivery.maxSockets, maxFreeSockets: delivery.maxSockets };
    const agents = [tapped(new HttpAgent(options), current), tapped(new HttpsAgent(options), current)] as const;
    const handler = new NodeHttpHandler({ httpAgent: agents[0], httpsAgent: agents[1] });
    const { access, region } = delivery;
    const requestHandler: Pick<typeof handler, 'handle' | 'destroy' | 'metadata'> = {
      metadata: handler.metadata,
      destroy: () => handler.destroy(),
      handle: async (...request) => {
        const stamps = current.getStore();
        stamps?.handed();
        const answer = await handler.handle(...request);
        stamps?.firstByte();
        return answer;
      },
    };
    const client = await lambdaClient(access, { region, maxAttempts: 1, requestHandler });
    return new InvokeClient(client, agents, InvokeCommand, delivery, current);
  }

  private constructor(
    client: LambdaClient,
    agents: InvokeClient['agents'],
    command: InvokeClient['command'],
    delivery: InvokeDelivery,
    current: InvokeClient['current'],
  ) {
    this.client = client;
    this.agents = agents;
    this.command = command;
    this.delivery = delivery;
    this.current = current;
  }

  /** Throws what the SDK throws. */
  invoke(
    payload: string,
    stamps: InvokeStamps,
    signal: AbortSignal,
    qualifier = this.delivery.qualifier,
  ): Promise<InvokeCommandOutput> {
    const { functionName, tail } = this.delivery;
    const command = new this.command({
      FunctionName: functionName,
      Qualifier: qualifier,
      LogType: tail ? 'Tail' : 'None',
      Payload: payload,
    });
    return this.current.run(stamps, () => this.client.send(command, { abortSignal: signal }));
  }

  /**
   * Opens one connection for each of this many invocations. Each carries an unsigned request, which invokes nothing: an answer of any
   * kind leaves the connection open. No answer is read until all are there: its connection would be used for the next request.
   */
  async warm(connections: number, signal: AbortSignal): Promise<void> {
    const { protocol, hostname, port } = await this.endpoint();
    const [plain, secure] = this.agents;
    const tls = protocol === 'https:';
    const { request } = tls ? await import('node:https') : await import('node:http');
    const asked = new Set<ClientRequest>();
    const ask = () =>
      new Promise<IncomingMessage | undefined>((resolve) => {
        if (signal.aborted) return resolve(undefined);
        const asking = request({ agent: tls ? secure : plain, hostname, port, path: '/' });
        asked.add(asking);
        asking.once('response', resolve);
        // What cannot be opened now shows when the invocations are sent.
        asking.once('error', () => resolve(undefined));
        asking.once('close', () => resolve(undefined));
        asking.end();
      });
    // One listener for all: more than ten would be warned of.
    const stop = () => {
      for (const asking of asked) asking.destroy();
    };
    signal.addEventListener('abort', stop);
    const idle = Object.values((tls ? secure : plain).freeSockets).reduce((sum, free) => sum + (free?.length ?? 0), 0);
    const missing = Array.from({ length: Math.max(0, connections - idle) });
    const answers = await pLimit(openedAtOnce).map(missing, ask);
    await Promise.all(answers.map(readToEnd));
    signal.removeEventListener('abort', stop);
  }

  close(): void {
    this.client.destroy();
    for (const agent of this.agents) agent.destroy();
  }

  private async endpoint(): Promise<{ protocol: string; hostname: string; port: number | undefined }> {
    const { endpoint, endpointProvider } = this.client.config;
    const given = await endpoint?.();
    if (given !== undefined) return { ...given, port: given.port };
    const { url } = endpointProvider({ Region: this.delivery.region });
    return { protocol: url.protocol, hostname: url.hostname, port: url.port === '' ? undefined : Number(url.port) };
  }
}

async function readToEnd(answer: IncomingMessage | undefined): Promise<void> {
  if (answer === undefined || answer.destroyed) return;
  const closed = once(answer, 'close');
  answer.resume();
  await closed.catch(() => {});
}

/** Node opens a connection within the call that asks for it. */
function tapped<A extends HttpAgent>(agent: A, current: AsyncLocalStorage<InvokeStamps>): A {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket: Duplex | null | undefined = create(options, callback);
    if (socket instanceof Socket) readsOn(socket);
    const stamps = current.getStore();
    if (stamps === undefined || !socket) return socket;
    stamps.opening();
    socket.once('connect', () => stamps.connected());
    socket.once('secureConnect', () => stamps.tlsDone());
    return socket;
  };
  return agent;
}
