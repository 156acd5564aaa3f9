import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EnvironmentEvent, ReportEvent, TelemetryEvent } from '../../src/model/platform/telemetry.ts';
import { Environment } from '../../targets/lambda/environment/environment.ts';
import { EnvironmentProcess } from '../../targets/lambda/environment/process.ts';
import type { InvokeRequest, InvokeResult } from '../../targets/lambda/invoke.ts';
import type { Books } from '../../targets/lambda/logging/books.ts';
import { FunctionLog } from '../../targets/lambda/logging/function-log.ts';
import { RuntimeApi } from '../../targets/lambda/runtime-api/server.ts';
import type { LoggedConfiguration } from '../../targets/lambda/settings.ts';
import { logged } from '../fixtures/lambda/logged.ts';

export interface HostOptions {
  readonly command: readonly string[];
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  /** As one of a snapshot: its `restore/next` is answered. */
  readonly restores?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs environments in this very process, so that a test can hold one in its hand: no supervisor, no function URL. */
export class EnvironmentHost implements AsyncDisposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'rollcall-host-'));
  readonly #log: FunctionLog;
  readonly #books: Books;
  readonly #runtimeApi = new RuntimeApi('arn:aws:lambda:us-east-1:012345678912:function:f');
  readonly #environments: Environment[] = [];
  /** The newest process of each environment. */
  readonly #pids = new Map<string, number>();
  /** `host:port` of the newest Runtime API of each environment. */
  readonly #addresses = new Map<string, string>();
  readonly #busy = new Set<Environment>();
  #calls = 0;

  constructor(logFormat: LoggedConfiguration['logFormat'] = 'Text') {
    const files = { logFile: join(this.#directory, 'log'), telemetryFile: join(this.#directory, 'telemetry') };
    this.#log = new FunctionLog(files);
    this.#books = this.#log.books(logged({ logFormat }));
  }

  start({
    command,
    timeoutMs = 10_000,
    initTimeoutMs = 10_000,
    restores = false,
    variables = {},
  }: HostOptions): Environment {
    const environment = new Environment({
      limits: { timeoutMs, initTimeoutMs },
      freezes: true,
      restores,
      books: this.#books,
      openDoor: (runtime) => this.#runtimeApi.open(runtime),
      startProcess: (environmentId, door, onExit, temporaryDirectory) => {
        this.#addresses.set(environmentId, door.address);
        const started = new EnvironmentProcess({
          command,
          directory: this.#directory,
          variables: {
            ...{ PATH: process.env['PATH'] ?? '', TMPDIR: temporaryDirectory },
            ...{ AWS_LAMBDA_RUNTIME_API: door.address, ...variables },
          },
          onLine: (line) => this.#log.printed(line),
          onExit,
        });
        if (started.pid !== undefined) this.#pids.set(environmentId, started.pid);
        return started;
      },
      onAnswered: () => {},
      onIdle: (idle) => this.#busy.delete(idle),
      onStopped: () => {},
    });
    this.#environments.push(environment);
    return environment;
  }

  /** As soon as the environment can take it. */
  async call(environment: Environment, what: string, more: Partial<InvokeRequest> = {}): Promise<InvokeResult> {
    await this.idle(environment);
    this.#busy.add(environment);
    this.#calls += 1;
    const payload = JSON.stringify({ what });
    return environment.invoke({ requestId: `r-${this.#calls}`, traceId: 'Root=1-0', payload, ...more });
  }

  /** Waits until a runtime has this call in its hands: what it printed says so. */
  async inside(call: number): Promise<void> {
    while (!this.log.some((line) => line.startsWith(`call ${call}: `))) await delay(5);
  }

  /** It has answered its calls, and polled. */
  async idle(environment: Environment): Promise<void> {
    while (this.#busy.has(environment)) await delay(1);
  }

  /** @throws if it has had no process yet: a signal to process 0 would kill the test runner. */
  pidOf(environment: Environment): number {
    const pid = this.newestPidOf(environment);
    if (pid === undefined) throw new Error('the environment has had no process yet');
    return pid;
  }

  newestPidOf({ id }: Environment): number | undefined {
    return this.#pids.get(id);
  }

  addressOf({ id }: Environment): string {
    return this.#addresses.get(id) ?? '';
  }

  /** The records are complete afterwards. */
  async stop(): Promise<void> {
    await Promise.all(this.#environments.map((environment) => environment.shutDown('shutdown')));
    await Promise.all(this.#environments.map(({ ended }) => ended));
    this.#environments.length = 0;
    await this.#log.close();
  }

  get log(): string[] {
    return readFileSync(join(this.#directory, 'log'), 'utf8').split('\n').slice(0, -1);
  }

  get reports(): ReportEvent['record'][] {
    return this.#events.flatMap((event) => (event.type === 'platform.report' ? [event.record] : []));
  }

  get environmentEvents(): EnvironmentEvent['record'][] {
    return this.#events.flatMap((event) => (event.type === 'rollcall.environment' ? [event.record] : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#environments.length > 0) await this.stop();
    rmSync(this.#directory, { recursive: true });
  }

  get #events(): TelemetryEvent[] {
    const lines = readFileSync(join(this.#directory, 'telemetry'), 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as TelemetryEvent);
  }
}

/** The temporary directories that environments of this machine have now. */
export const temporaryDirectories = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('rollcall-environment-'));
