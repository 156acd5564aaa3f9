import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AllowedSources, AllowsOrigin } from '../src/model/http/request-source.ts';
import { checked } from './checked.ts';
import { clientCloses, listen } from './listen.ts';

export interface EndpointOptions extends AllowedSources {
  /** 0: any free port. */
  readonly port: number;
  /** HTTPS with this key and certificate, in PEM. Absent: HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Whether pages of another origin may call it. Absent: none may. */
  readonly allowsOrigin?: AllowsOrigin;
}

export interface Endpoint {
  readonly url: string;
  /** Requests under way are still answered, and their connections closed. */
  close(): void;
}

/** The accept queue: a burst of connections must not wait for the 1 s after which a SYN is sent again. */
const backlog = 4096;

/** Serves HTTP. Ends the program with a line on stderr if the address cannot be bound. */
export async function openEndpoint(
  options: EndpointOptions,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Endpoint> {
  const { host, port, tls, allowsOrigin } = options;
  const listener = checked(options, answer, allowsOrigin);
  const server = tls ? createTlsServer({ ...clientCloses, ...tls }, listener) : createServer(clientCloses, listener);
  const url = await listen(server, { host, port, backlog });
  return {
    url: tls ? url.replace('http:', 'https:') : url,
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** `body`: an object, or its JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length, ...headers }).end(text);
}

/**
 * Writes chunks as they come, as far as the client takes them. A client that has gone has them destroyed.
 * @param pieceOf what is written of a chunk.
 */
export async function sendChunks(
  response: ServerResponse,
  chunks: AsyncIterable<Buffer>,
  pieceOf: (chunk: Buffer) => Buffer | undefined = (chunk) => chunk,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      const piece = pieceOf(chunk);
      if (piece === undefined || piece.length === 0 || response.destroyed || response.write(piece)) continue;
      await new Promise<void>((resolve) => {
        response.once('drain', resolve).once('close', resolve);
      });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
