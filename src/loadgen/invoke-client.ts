import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { lambdaClient } from '../aws/access.ts';
import type { InvokeDelivery } from '../aws/delivery.ts';
import { readsOn } from './wire.ts';

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
  invoke(payload: string, stamps: InvokeStamps, signal: AbortSignal): Promise<InvokeCommandOutput> {
    const { functionName, qualifier, tail } = this.delivery;
    const command = new this.command({
      FunctionName: functionName,
      Qualifier: qualifier,
      LogType: tail ? 'Tail' : 'None',
      Payload: payload,
    });
    return this.current.run(stamps, () => this.client.send(command, { abortSignal: signal }));
  }

  /**
   * Opens connections for so many invocations. Each carries a request that nobody signed, which invokes nothing: an answer of any
   * kind leaves the connection open.
   */
  async warm(connections: number, signal: AbortSignal): Promise<void> {
    const { protocol, hostname, port } = await this.endpoint();
    const [plain, secure] = this.agents;
    const tls = protocol === 'https:';
    const { request } = tls ? await import('node:https') : await import('node:http');
    const open = () =>
      new Promise<void>((resolve) => {
        const asked = request({ agent: tls ? secure : plain, hostname, port, path: '/', signal });
        asked.once('response', (answer) => answer.resume());
        // What cannot be opened now shows when the invocations are sent.
        asked.once('error', () => resolve());
        asked.once('close', () => resolve());
        asked.end();
      });
    const idle = Object.values((tls ? secure : plain).freeSockets).reduce((sum, free) => sum + (free?.length ?? 0), 0);
    await Promise.all(Array.from({ length: Math.max(0, connections - idle) }, open));
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
