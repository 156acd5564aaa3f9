import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Introduction } from '../../../src/loadgen/identity/introduction.ts';
import { introductionOf } from '../../../src/loadgen/identity.ts';
import { identitySchema } from '../../../src/model/schema/fields.ts';

const fromHeaders = {
  spec: identitySchema.parse({ from: 'headers' }),
  coldStartsFrom: 'answers' as const,
  isExpected: () => true,
};

export interface TaggedAnswer extends Introduction {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
  /** In how many pieces the body came. */
  readonly pieces: number;
}

/** A server on loopback, asked as the generator asks, which reads who answered. */
export class TaggedServer implements AsyncDisposable {
  readonly #server: Server;

  static async start(listener: RequestListener | Server): Promise<TaggedServer> {
    const server = typeof listener === 'function' ? createServer(listener) : listener;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TaggedServer(server);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  call(path: string, init?: RequestInit): Promise<TaggedAnswer> {
    return answerOf(`http://127.0.0.1:${this.port}${path}`, init);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export async function answerOf(url: string, init?: RequestInit): Promise<TaggedAnswer> {
  const response = await fetch(url, init);
  const pieces: Buffer[] = [];
  for await (const piece of response.body ?? []) pieces.push(Buffer.from(piece));
  const { status, statusText, headers } = response;
  const body = Buffer.concat(pieces);
  const read = { status, headers: new Map(headers), body, isBodyCut: false, keepAlive: true };
  const introduction = introductionOf(read, fromHeaders);
  return { ...introduction, status, statusText, headers, text: body.toString(), pieces: pieces.length };
}

/** Of an answer that is given whole, and of one whose head went out before its body was known. */
export const wholeMeters = ['cpuMs', 'cpuScope', 'handlerMs', 'inFlight', 'initMs', 'rssMb'];
export const earlyMeters = ['inFlight', 'initMs'];

export const metersIn = ({ meters }: Introduction): string[] => Object.keys(meters).sort();
