import { Agent, type IncomingHttpHeaders, request } from 'node:http';

interface ApiRequest {
  readonly method: 'POST' | 'PUT' | 'GET';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sentAtEpochMs: number;
  /** From the send to the last byte. */
  readonly tookMs: number;
}

/** Lambda's API of the embedded Lambda, unsigned: it trusts whoever reaches its port on loopback. Connections are kept. */
export class ApiClient implements Disposable {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(endpoint: string) {
    this.#url = new URL(endpoint);
  }

  /** Rejects with the system's error, or when it is aborted. */
  send({ method, path, headers = {}, body = '', signal }: ApiRequest): Promise<ApiAnswer> {
    const { hostname, port } = this.#url;
    return new Promise((resolve, reject) => {
      const length = { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request({
        hostname,
        port,
        method,
        path,
        headers: { ...headers, ...length },
        agent: this.#agent,
        signal,
      });
      const sentAtMs = performance.now();
      outgoing.once('error', reject).once('response', (response) => {
        const pieces: Buffer[] = [];
        response
          .on('data', (piece: Buffer) => pieces.push(piece))
          .once('error', reject)
          .once('end', () =>
            resolve({
              ...{ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) },
              sentAtEpochMs: performance.timeOrigin + sentAtMs,
              tookMs: performance.now() - sentAtMs,
            }),
          );
      });
      outgoing.end(body);
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
