import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LambdaFunctionConfig } from '../../src/model/lambda.ts';
import type { ServerConfig } from '../../src/model/programs.ts';
import type { Account } from './account.ts';
import { EnvironmentProcess } from './environment-process.ts';
import { environmentVariables, initializationTypeOf, logStreamName } from './environment-variables.ts';
import type { Limits, Resources } from './resources/resources.ts';
import { type Launch, launchOf } from './runtimes/launch.ts';
import type { VersionSettings } from './settings.ts';
import { webVariables } from './web/variables.ts';

/** The twin: it serves a handler over HTTP, which is what an environment of the `web` model is to do. */
const serverProgram = join(dirname(fileURLToPath(import.meta.url)), '../server/main.js');
const serverBacklog = 4096;

export interface LauncherOptions {
  readonly config: LambdaFunctionConfig;
  readonly settings: VersionSettings;
  readonly account: Account;
  readonly resources: Resources;
  /** Counts the environments of the function from 1. */
  nextNumber(): number;
}

export interface LaunchPlace {
  readonly environmentId: string;
  /** `host:port` */
  readonly runtimeApi: string;
  readonly temporaryDirectory?: string;
  readonly provisioned?: boolean;
  /** It was over its memory size, in place of `onExit` where the kernel has killed it. Absent: others see to its limits. */
  onOutOfMemory?(): void;
  onExit(why: string): void;
}

/** Starts the processes of one version of a function, within its memory size and CPU share. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #launch: Launch;
  readonly #limited = new Map<string, Limited>();

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#launch = launchOf(options.config.code);
  }

  /** A process that speaks the Runtime API. */
  runtime(place: LaunchPlace): EnvironmentProcess {
    const { command, directory } = this.#launch;
    return this.#start(place, { command, directory, variables: this.#variables(place) });
  }

  /** A process that serves HTTP at this endpoint. `held`: the twin ends when its stdin does. */
  server(place: LaunchPlace, endpoint: string): EnvironmentProcess {
    const { code } = this.#options.config;
    const command =
      code.kind === 'provided' ? this.#launch.command : [process.execPath, serverProgram, JSON.stringify(this.#twin())];
    const variables = webVariables(this.#variables(place), endpoint);
    // The twin's ready line is for whoever starts it as a target.
    return this.#start(place, { command, directory: this.#launch.directory, variables, stdin: 'held' }, isReadyLine);
  }

  /** @throws the system's error, ESRCH if the process has gone already. */
  limit(pid: number, onExceeded: () => void): Limits {
    const { resources, settings } = this.#options;
    return resources.limit(pid, { memoryMb: settings.memoryMb, onExceeded });
  }

  /** The init of an environment is over: from the CPU share of an init to that of calls. */
  initialized(environmentId: string): void {
    const limited = this.#limited.get(environmentId);
    if (limited !== undefined) this.#orKill(limited.started, () => limited.limits.initialized());
  }

  /** Since this was last asked, or since its start: for how long its CPU share has held an environment back. */
  takeThrottledMs(environmentId: string): number | undefined {
    const limited = this.#limited.get(environmentId);
    if (limited === undefined) return undefined;
    let throttledMs: number | undefined;
    this.#orKill(limited.started, () => {
      throttledMs = limited.limits.throttledMs();
    });
    if (throttledMs === undefined) return undefined;
    const sinceLastMs = throttledMs - limited.throttledMs;
    limited.throttledMs = throttledMs;
    return sinceLastMs;
  }

  #variables({ environmentId, runtimeApi, temporaryDirectory, provisioned }: LaunchPlace): Record<string, string> {
    const { config, settings, nextNumber } = this.#options;
    const { model } = config;
    return environmentVariables(settings, this.#launch, {
      runtimeApi,
      logStream: logStreamName(environmentId, new Date()),
      instanceNumber: nextNumber(),
      path: process.env['PATH'] ?? '',
      initializationType: provisioned ? 'provisioned-concurrency' : initializationTypeOf[model.kind],
      ...(temporaryDirectory !== undefined && { temporaryDirectory }),
      ...(model.kind === 'managed' && { maxConcurrency: model.maxConcurrencyPerEnvironment }),
    });
  }

  #twin(): ServerConfig {
    const { code } = this.#options.config;
    if (code.kind !== 'node') throw new Error(`the web model has no server for ${code.kind}`);
    const place = { host: '127.0.0.1', port: 0, backlog: serverBacklog };
    return { handler: code.handler, processes: 1, ...place, environment: {} };
  }

  #start(
    place: LaunchPlace,
    command: Omit<ConstructorParameters<typeof EnvironmentProcess>[0], 'onLine' | 'onExit'>,
    isHidden = (_: string) => false,
  ): EnvironmentProcess {
    const { account } = this.#options;
    const { environmentId } = place;
    const started: EnvironmentProcess = new EnvironmentProcess({
      ...command,
      onLine: (line) => {
        if (!isHidden(line)) account.printed(line);
      },
      onExit: (why) => {
        if (this.#exceeded(environmentId, started)) place.onOutOfMemory?.();
        else place.onExit(why);
      },
    });
    const { onOutOfMemory } = place;
    if (onOutOfMemory !== undefined) this.#orKill(started, () => this.#limit(environmentId, started, onOutOfMemory));
    return started;
  }

  #limit(environmentId: string, started: EnvironmentProcess, onOutOfMemory: () => void): void {
    if (started.pid === undefined) return;
    const limits = this.limit(started.pid, onOutOfMemory);
    this.#limited.set(environmentId, { started, limits, throttledMs: 0 });
    if (limits.freezer !== undefined) started.freezeBy(limits.freezer);
  }

  /** Whether memory is why it ended. Its limits are removed. */
  #exceeded(environmentId: string, started: EnvironmentProcess): boolean {
    const limited = this.#limited.get(environmentId);
    // After a reset its place is taken by the next one.
    if (limited?.started !== started) return false;
    this.#limited.delete(environmentId);
    let exceeded = false;
    this.#orKill(started, () => {
      exceeded = limited.limits.exceededMemory();
    });
    limited.limits[Symbol.dispose]();
    return exceeded;
  }

  /** A process that cannot be held to its limits, as there are no file descriptors left, must not run without them. */
  #orKill(started: EnvironmentProcess, act: () => void): void {
    try {
      act();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      // ESRCH: it has ended already, which its own exit tells.
      if (code !== 'ESRCH') this.#options.account.printed(`an environment could not be limited: ${message}`);
      started.kill();
    }
  }
}

const isReadyLine = (line: string): boolean => line.startsWith('{"ready":true');

/** `throttledMs`: as it was last asked. */
interface Limited {
  readonly started: EnvironmentProcess;
  readonly limits: Limits;
  throttledMs: number;
}
