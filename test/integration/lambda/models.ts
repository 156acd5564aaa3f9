import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ActiveCpuEvent, EnvironmentEvent, ManagedReportEvent } from '../../../src/model/platform/telemetry.ts';
import { Environment } from '../../../targets/lambda/environment/environment.ts';
import { EnvironmentProcess } from '../../../targets/lambda/environment/process.ts';
import { FunctionLog } from '../../../targets/lambda/logging/function-log.ts';
import type { EnvironmentInit } from '../../../targets/lambda/logging/log-lines.ts';
import type { Dispatcher } from '../../../targets/lambda/models/dispatcher.ts';
import { ManagedDispatcher, type ManagedOptions } from '../../../targets/lambda/models/managed/dispatcher.ts';
import { QueuedDispatcher } from '../../../targets/lambda/models/queued.ts';
import type { Door } from '../../../targets/lambda/runtime-api/runtime.ts';
import { RuntimeApi } from '../../../targets/lambda/runtime-api/server.ts';
import { WebDispatcher, type WebOptions } from '../../../targets/lambda/web/dispatcher.ts';
import { webVariables } from '../../../targets/lambda/web/variables.ts';
import { logged } from '../../fixtures/lambda/logged.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/lambda', name);

/** Everything that was written down. */
class Books {
  readonly lives: EnvironmentEvent['record'][] = [];
  readonly inits: EnvironmentInit[] = [];
  readonly bills: ActiveCpuEvent['record'][] = [];
  readonly calls: ManagedReportEvent['record'][] = [];
  readonly lines: string[] = [];

  changed = (record: EnvironmentEvent['record']) => void this.lives.push(record);
  initEnded = (init: EnvironmentInit) => void this.inits.push(init);
  activeCpu = (record: ActiveCpuEvent['record']) => void this.bills.push(record);
  started = () => {};
  managedEnded = (record: ManagedReportEvent['record']) => void this.calls.push(record);

  /** The states of each environment in order, as `starting idle busy idle stopped:idle`. */
  get told(): string[] {
    const ids = [...new Set(this.lives.map(({ environmentId }) => environmentId))];
    return ids.map((id) =>
      this.lives
        .filter(({ environmentId }) => environmentId === id)
        .map(({ state, reason }) => (reason === undefined ? state : `${state}:${reason}`))
        .join(' '),
    );
  }

  get pids(): number[] {
    return [...new Set(this.lives.map(({ pid }) => pid))];
  }
}

export interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly pid: number | undefined;
}

interface WebCommand {
  readonly command?: readonly string[];
  readonly variables?: Record<string, string>;
  readonly stdin?: string;
}

/** A web function on a server of the fixtures, or on `command`. */
export class WebFunction implements AsyncDisposable {
  readonly books = new Books();
  readonly dispatcher: WebDispatcher;
  readonly #server = createServer((request, response) => void this.dispatcher.handle(request, response));
  #url = '';

  static async start(
    model: { maxConcurrencyPerEnvironment: number; maxEnvironments: number },
    options: Partial<WebOptions> & { command?: readonly string[]; variables?: Record<string, string> } = {},
  ): Promise<WebFunction> {
    const web = new WebFunction({ kind: 'web', ...model }, options);
    await new Promise<void>((resolve) => web.#server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, resolve));
    web.#url = `http://127.0.0.1:${(web.#server.address() as AddressInfo).port}`;
    return web;
  }

  private constructor(
    model: WebOptions['model'],
    {
      command = [process.execPath, fixture('web-server.mjs')],
      variables = {},
      stdin = '',
      ...rest
    }: Partial<WebOptions> & WebCommand,
  ) {
    this.dispatcher = new WebDispatcher({
      model,
      initTimeoutMs: 10_000,
      timeoutMs: 10_000,
      identifies: true,
      books: this.books,
      keepAliveMs: () => 60_000,
      startProcess: (_id, endpoint, onExit) =>
        new EnvironmentProcess({
          command,
          directory: import.meta.dirname,
          variables: webVariables({ PATH: process.env['PATH'] ?? '', ...variables }, endpoint),
          stdin,
          onLine: (line) => this.books.lines.push(line),
          onExit,
        }),
      ...rest,
    });
  }

  get url(): string {
    return this.#url;
  }

  async call(path: string, init?: RequestInit): Promise<WebAnswer> {
    const response = await fetch(this.#url + path, init);
    const text = await response.text();
    const pid = text.match(/^\{"pid":(\d+)/)?.[1];
    return {
      status: response.status,
      headers: response.headers,
      text,
      pid: pid === undefined ? undefined : Number(pid),
    };
  }

  burst(size: number, path: string): Promise<WebAnswer[]> {
    return Promise.all(Array.from({ length: size }, () => this.call(path)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** A function of the managed model on the runtime of the fixtures. */
export class ManagedFunction implements AsyncDisposable {
  readonly books = new Books();
  readonly dispatcher: ManagedDispatcher;
  #polls = 0;

  static async start(
    model: Omit<ManagedOptions['model'], 'kind'>,
    options: Partial<ManagedOptions> & { variables?: Record<string, string> } = {},
  ): Promise<ManagedFunction> {
    const managed = new ManagedFunction({ kind: 'managed', ...model }, options);
    await managed.dispatcher.ready;
    return managed;
  }

  private constructor(
    model: ManagedOptions['model'],
    { variables = {}, ...rest }: Partial<ManagedOptions> & { variables?: Record<string, string> },
  ) {
    const runtimeApi = new RuntimeApi('arn:aws:lambda:us-east-1:012345678912:function:managed');
    this.dispatcher = new ManagedDispatcher({
      model,
      initTimeoutMs: 10_000,
      timeoutMs: 10_000,
      books: this.books,
      openDoor: (runtime) => {
        const next = runtime.next.bind(runtime);
        runtime.next = (poll, meters) => {
          this.#polls += 1;
          return next(poll, meters);
        };
        return runtimeApi.open(runtime);
      },
      startProcess: (_id, door, onExit) =>
        runtimeProcess(door, model.maxConcurrencyPerEnvironment, variables, this.books, onExit),
      ...rest,
    });
  }

  /** Waits until runtimes have polled this often: once for each place, and once more after each call. A place without a poll has no call. */
  async polled(times: number): Promise<void> {
    await expect.poll(() => this.#polls).toBe(times);
  }

  invoke(event: FixtureEvent = {}): Promise<Invoked> {
    return invokeOn(this.dispatcher, event);
  }

  burst(size: number, event: FixtureEvent = {}): Promise<Invoked[]> {
    return Promise.all(Array.from({ length: size }, () => this.invoke(event)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.stop();
  }
}

/** Instances of the `queued` model that are execution environments of one call at a time. */
export class QueuedFunction implements AsyncDisposable {
  readonly books = new Books();
  readonly dispatcher: QueuedDispatcher<Environment>;
  readonly #directory = mkdtempSync(join(tmpdir(), 'rollcall-queued-'));
  readonly #log: FunctionLog;

  constructor(model: { maxInstances: number; addEveryMs: number }, keepAliveMs = 60_000) {
    const files = { logFile: join(this.#directory, 'log'), telemetryFile: join(this.#directory, 'telemetry') };
    this.#log = new FunctionLog(files);
    const runtimeApi = new RuntimeApi('arn:aws:lambda:us-east-1:012345678912:function:queued');
    this.dispatcher = new QueuedDispatcher<Environment>({
      model: { kind: 'queued', ...model },
      keepAliveMs: () => keepAliveMs,
      start: (events) =>
        new Environment({
          limits: { timeoutMs: 10_000, initTimeoutMs: 10_000 },
          freezes: true,
          books: this.#log.books(logged()),
          openDoor: (runtime) => runtimeApi.open(runtime),
          startProcess: (_id, door, onExit) => runtimeProcess(door, 1, {}, this.books, onExit),
          ...events,
        }),
    });
  }

  invoke(event: FixtureEvent = {}): Promise<Invoked> {
    return invokeOn(this.dispatcher, event);
  }

  burst(size: number, event: FixtureEvent = {}): Promise<Invoked[]> {
    return Promise.all(Array.from({ length: size }, () => this.invoke(event)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.stop();
    await this.#log.close();
    rmSync(this.#directory, { recursive: true });
  }
}

interface FixtureEvent {
  readonly deed?: 'exit';
  readonly ms?: number;
}

const runtimeProcess = (
  door: Door,
  maxConcurrency: number,
  variables: Record<string, string>,
  books: Books,
  onExit: (why: string) => void,
) =>
  new EnvironmentProcess({
    command: [process.execPath, fixture('managed-runtime.mjs')],
    directory: import.meta.dirname,
    variables: {
      PATH: process.env['PATH'] ?? '',
      AWS_LAMBDA_RUNTIME_API: door.address,
      AWS_LAMBDA_MAX_CONCURRENCY: String(maxConcurrency),
      ...variables,
    },
    onLine: (line) => books.lines.push(line),
    onExit,
  });

async function invokeOn(dispatcher: Dispatcher, event: FixtureEvent): Promise<Invoked> {
  const requestId = randomUUID();
  const result = await dispatcher.invoke(
    { requestId, traceId: 'Root=1', payload: JSON.stringify(event) },
    'synchronous',
  );
  if (result.kind === 'answered') return { kind: 'answered', ...JSON.parse(result.payload.toString()) };
  return { kind: result.kind === 'function-error' ? result.errorType : result.kind };
}

export interface Invoked {
  readonly kind: string;
  readonly pid?: number;
  /** Calls that its environment had when it began, itself included. */
  readonly seen?: number;
}
