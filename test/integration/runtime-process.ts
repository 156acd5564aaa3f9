import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaCode } from '../../src/model/platform/lambda.ts';
import { EnvironmentProcess } from '../../targets/lambda/environment/process.ts';
import { launchOf } from '../../targets/lambda/runtimes/runtimes.ts';

/** What a runtime posted. */
export interface Posted {
  /** `init/error`, `invocation/1/response` or `invocation/1/error`. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly trailers: Record<string, string | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: what a fixture answers is known to its test
  readonly body: any;
}

/** The smallest platform: it holds polls open, hands out what it is given, and keeps what a runtime posts, with all its headers. */
export class RuntimeProcess implements AsyncDisposable {
  readonly lines: string[] = [];
  /** Headers of the first poll of each connection. */
  readonly firstPolls: IncomingMessage['headers'][] = [];
  readonly #polls: ServerResponse[] = [];
  readonly #connections = new Set<unknown>();
  readonly #posted = new Map<string, (posted: Posted) => void>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #initError: Promise<Posted>;
  #process: EnvironmentProcess | undefined;
  #exit: string | undefined;
  #calls = 0;

  static async start(code: LambdaCode, variables: Record<string, string> = {}): Promise<RuntimeProcess> {
    const runtime = new RuntimeProcess();
    runtime.#server.listen(0, '127.0.0.1');
    await once(runtime.#server, 'listening');
    const { port } = runtime.#server.address() as AddressInfo;
    const launch = launchOf(code);
    runtime.#process = new EnvironmentProcess({
      ...{ command: launch.command, directory: launch.directory },
      variables: {
        ...{ PATH: process.env['PATH'] ?? '', AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
        ...{ AWS_LAMBDA_FUNCTION_NAME: 'f', LAMBDA_TASK_ROOT: launch.taskRoot, _HANDLER: launch.handlerName },
        ...launch.variables,
        ...variables,
      },
      onLine: (line) => void runtime.lines.push(line),
      onExit: (why) => {
        runtime.#exit = why;
      },
    });
    return runtime;
  }

  private constructor() {
    this.#initError = new Promise((resolve) => this.#posted.set('init/error', resolve));
  }

  get initError(): Promise<Posted> {
    return this.#initError;
  }

  /** Why it ended. */
  async exit(): Promise<string | undefined> {
    await this.#process?.ended;
    return this.#exit;
  }

  /** So many connections wait for a call. */
  async polling(count: number): Promise<void> {
    while (this.#polls.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** To the poll that has waited longest, or as soon as there is one. */
  async call(event: unknown = {}, headers: Record<string, string> = {}): Promise<Posted> {
    await this.polling(1);
    this.#calls += 1;
    const requestId = String(this.#calls);
    const posted = new Promise<Posted>((resolve) => {
      for (const endpoint of ['response', 'error']) this.#posted.set(`invocation/${requestId}/${endpoint}`, resolve);
    });
    this.#polls.shift()?.writeHead(200, headersOf(requestId, headers)).end(JSON.stringify(event));
    return posted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process?.kill();
    await this.#process?.ended;
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.replace('/2018-06-01/runtime/', '') ?? '';
    if (path === 'invocation/next') {
      if (!this.#connections.has(request.socket)) this.firstPolls.push(request.headers);
      this.#connections.add(request.socket);
      this.#polls.push(response);
      return;
    }
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString();
    const body =
      /^[[{"\dn]/.test(text) && request.headers['content-type'] === 'application/json' ? JSON.parse(text) : undefined;
    response.writeHead(202).end('{"status":"OK"}\n');
    this.#posted.get(path)?.({ path, headers: request.headers, text, body, trailers: request.trailers });
  }
}

const headersOf = (requestId: string, more: Record<string, string>) => ({
  'Content-Type': 'application/json',
  'Lambda-Runtime-Aws-Request-Id': requestId,
  'Lambda-Runtime-Deadline-Ms': String(Date.now() + 10_000),
  'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:012345678912:function:f',
  'Lambda-Runtime-Trace-Id': 'Root=1-2-3',
  ...more,
});
