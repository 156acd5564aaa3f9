import { basename } from 'node:path';
import type { EnvironmentProcess } from '../environment/process.ts';
import type { Freezer } from '../freezing/freezer.ts';
import type { Failure, InvokeRequest } from '../invoke.ts';
import { wallClockAt } from '../logging/instants.ts';
import type { Door } from '../runtime-api/runtime.ts';
import { invokeEvent, type ShutdownReason, shutdownEvent } from './events.ts';
import type { Extension } from './extension.ts';
import { ExtensionRegistry, type FunctionFacts, mostExtensions } from './registry.ts';

export interface ExtensionSource {
  readonly facts: FunctionFacts;
  /** Paths of the external ones, as an environment sees them, in the order in which they are started. */
  externalPaths(): readonly string[];
  /** @throws {LaunchProblem} it cannot be executed. */
  startProcess(start: ExtensionStart): EnvironmentProcess;
}

export interface ExtensionStart {
  readonly path: string;
  readonly door: Door;
  onExit(why: string): void;
}

export class LaunchProblem extends Error {}

/** How long an environment has for its end: the runtime's part of it, and all together. */
interface ShutdownTime {
  readonly runtimeMs: number;
  readonly totalMs: number;
}

/** Source: "Lambda Extensions API", Shutdown phase. */
const shutdownTimes = {
  none: { runtimeMs: 0, totalMs: 0 },
  internal: { runtimeMs: 500, totalMs: 500 },
  external: { runtimeMs: 300, totalMs: 2000 },
} as const satisfies Record<string, ShutdownTime>;

/**
 * The extensions of one life of an environment: the external ones' processes, and what the platform waits for. One that is inside of the
 * runtime and registers for nothing is not waited for, as there is nothing that it could have done.
 */
export class Extensions implements Freezer {
  readonly registry: ExtensionRegistry;
  readonly #source: ExtensionSource;
  readonly #onFailed: (failure: Failure) => void;
  readonly #processes = new Map<Extension, EnvironmentProcess>();
  #isInitialized = false;
  #isEnding = false;
  #abandon: () => void = () => {};

  /** @param onFailed one has ended by itself, or could not be started: the environment cannot go on. */
  constructor(source: ExtensionSource, onFailed: (failure: Failure) => void) {
    this.#source = source;
    this.#onFailed = onFailed;
    this.registry = new ExtensionRegistry(source.facts);
  }

  get pids(): number[] {
    return [...this.#processes.values()].flatMap(({ pid }) => pid ?? []);
  }

  get meteredPids(): number[] {
    return [...this.#processes.values()].flatMap(({ meteredPid }) => meteredPid ?? []);
  }

  /** Whether some have a part in each invocation, which may go on when the runtime has done with it. */
  get takeInvocations(): boolean {
    return this.registry.registeredFor('INVOKE').length > 0;
  }

  get shutdownTime(): ShutdownTime {
    const { all } = this.registry;
    if (all.some(({ kind }) => kind === 'external')) return shutdownTimes.external;
    return all.length > 0 ? shutdownTimes.internal : shutdownTimes.none;
  }

  /** Starts the external ones. Resolves when all of them have registered, or the environment is at its end. */
  async start(door: Door): Promise<void> {
    const paths = this.#source.externalPaths();
    if (paths.length === 0) return;
    if (paths.length > mostExtensions) {
      this.#failed('Extension.LaunchError', `${paths.length} extensions; expected at most ${mostExtensions}`);
      return;
    }
    const registered = new Promise<void>((resolve) => {
      this.#abandon = resolve;
    });
    for (const path of paths) if (!this.#isEnding) this.#startOne(path, door);
    const { all } = this.registry;
    this.registry.when(() => all.every(({ state }) => state !== 'Started'), this.#abandon);
    await registered;
  }

  /** The runtime polls. Calls back as soon as the extensions have done with the init, or with the invocation, too. */
  settled(then: () => void): void {
    const isInit = !this.#isInitialized;
    this.#isInitialized = true;
    this.registry.close();
    const awaited = isInit ? this.registry.all.filter(hasDuties) : this.registry.registeredFor('INVOKE');
    this.registry.when(() => awaited.every(({ state }) => state === 'Ready'), then);
  }

  invoked(request: InvokeRequest, deadlineEpochMs: number): void {
    const { functionArn } = this.registry.facts;
    for (const extension of this.registry.registeredFor('INVOKE'))
      extension.deliver(invokeEvent({ functionArn, ...request }, deadlineEpochMs));
  }

  /** The runtime has ended. SHUTDOWN to those that are registered for it, SIGKILL to the others, and to all when their time is up. */
  async shutDown(reason: ShutdownReason, leftMs: number): Promise<void> {
    this.#end();
    const event = shutdownEvent(reason, wallClockAt(performance.now() + leftMs));
    for (const [extension, process] of this.#processes) {
      if (leftMs > 0 && extension.isRegisteredFor('SHUTDOWN')) extension.deliver(event);
      else process.kill();
    }
    const force = setTimeout(() => this.kill(), leftMs);
    await Promise.all([...this.#processes.values()].map(({ ended }) => ended));
    clearTimeout(force);
  }

  kill(): void {
    this.#end();
    for (const process of this.#processes.values()) process.kill();
  }

  freeze(): void {
    for (const process of this.#processes.values()) process.freeze();
  }

  thaw(): void {
    for (const process of this.#processes.values()) process.thaw();
  }

  #startOne(path: string, door: Door): void {
    const extension = this.registry.expect(basename(path));
    try {
      const started = this.#source.startProcess({ path, door, onExit: (why) => this.#exited(extension, why) });
      this.#processes.set(extension, started);
    } catch (error) {
      if (!(error instanceof LaunchProblem)) throw error;
      extension.fail('launch-error', 'PermissionDenied');
      this.#failed('Extension.LaunchError', error.message);
    }
  }

  #exited(extension: Extension, why: string): void {
    this.#processes.delete(extension);
    const { state } = extension;
    extension.exited();
    if (this.#isEnding) return;
    const said = state === 'InitError' || state === 'ExitError' ? (`Extension.${state}` as const) : 'Extension.Crash';
    this.#failed(said, why);
  }

  #failed(errorType: string, message: string): void {
    this.#end();
    this.#onFailed({ kind: 'ended', errorType, message });
  }

  #end(): void {
    this.#isEnding = true;
    this.registry.stopWaiting();
    this.#abandon();
  }
}

/** Whether there is something that it may not have done yet. */
const hasDuties = ({ kind, status }: Extension): boolean => kind === 'external' || status.events.length > 0;
