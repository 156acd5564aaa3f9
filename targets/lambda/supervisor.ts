import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LambdaConfig } from '../../src/model/programs.ts';
import type { Account } from './account.ts';
import { Environment, type EnvironmentContext } from './environment.ts';
import { EnvironmentProcess } from './environment-process.ts';
import { environmentVariables, functionArn, logStreamName } from './environment-variables.ts';
import { IdleEnvironments } from './idle-environments.ts';
import type { InvokeRequest, InvokeResult } from './invoke.ts';
import { RuntimeApi } from './runtime-api/server.ts';

/** The program that speaks the Runtime API, beside this one. */
const bootstrap = join(dirname(fileURLToPath(import.meta.url)), 'bootstrap.cjs');

/** Decides which environment gets an invocation, and how many there are. One request per environment, no queue. */
export class Supervisor {
  #limit: number;
  readonly #context: EnvironmentContext;
  readonly #alive = new Set<Environment>();
  /** Alive, or stopped with a process that is still ending. */
  readonly #present = new Set<Environment>();
  readonly #idle: IdleEnvironments<Environment>;
  #started = 0;

  constructor(config: LambdaConfig, account: Account) {
    this.#limit = config.concurrencyLimit;
    this.#idle = new IdleEnvironments(config.keepAliveMs, (environment) => void environment.shutDown('idle'));
    const runtimeApi = new RuntimeApi(functionArn(config.functionName));
    this.#context = {
      limits: config,
      account,
      openDoor: (runtime) => runtimeApi.open(runtime),
      startProcess: (environmentId, door, onExit) =>
        new EnvironmentProcess({
          command: [process.execPath, bootstrap, config.handler.file, config.handler.export],
          directory: dirname(config.handler.file),
          variables: environmentVariables(config, {
            runtimeApi: door.address,
            runtimeDirectory: dirname(bootstrap),
            logStream: logStreamName(environmentId, new Date()),
            instanceNumber: this.#nextNumber(),
            path: process.env['PATH'] ?? '',
          }),
          onLine: (line) => account.printed(line),
          onExit,
        }),
      onIdle: (environment) => this.#idle.add(environment),
      onStopped: (environment) => {
        this.#alive.delete(environment);
        this.#idle.delete(environment);
      },
    };
  }

  /**
   * To the most recently used idle environment, else to a new one, which stays bound to this invocation while it
   * initializes, else throttled. Never rejects.
   */
  invoke(request: InvokeRequest): Promise<InvokeResult> {
    const environment = this.#idle.take() ?? this.#startOne();
    return environment?.invoke(request) ?? Promise.resolve({ kind: 'throttled' });
  }

  /** Gracefully: SIGTERM, up to 2 s, SIGKILL. Resolves when no process is left. */
  async stop(): Promise<void> {
    // Nothing starts any more.
    this.#limit = 0;
    this.#idle.clear();
    await Promise.all([...this.#alive].map((environment) => environment.shutDown('shutdown')));
    await Promise.all([...this.#present].map((environment) => environment.ended));
  }

  /** SIGKILL to all, at once. */
  kill(): void {
    for (const environment of this.#present) environment.kill();
  }

  #nextNumber(): number {
    this.#started += 1;
    return this.#started;
  }

  #startOne(): Environment | undefined {
    if (this.#alive.size >= this.#limit) return undefined;
    const environment = new Environment(this.#context);
    this.#alive.add(environment);
    this.#present.add(environment);
    void environment.ended.then(() => this.#present.delete(environment));
    return environment;
  }
}
