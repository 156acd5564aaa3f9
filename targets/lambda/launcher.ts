import { optional } from '../../src/model/optional.ts';
import type { LambdaFunctionConfig, LocalCredentials } from '../../src/model/platform/lambda.ts';
import type { CpuTurns } from './environment/cpu-turns.ts';
import { type EnvironmentCommand, EnvironmentProcess, type RestoredProcess } from './environment/process.ts';
import {
  type EnvironmentPlace,
  environmentVariables,
  type InitializationType,
  logStreamName,
} from './environment/variables.ts';
import { checkExecutable, extensionExit, extensionVariables, externalExtensions } from './extensions/external.ts';
import type { FileSystem } from './file-system/file-system.ts';
import type { FunctionLog } from './logging/function-log.ts';
import { imageLaunch } from './packaging/image-launch.ts';
import { OwnFiles } from './packaging/own-files.ts';
import { type LimitedProcess, type Limits, limitedProcess, type Resources } from './resources/resources.ts';
import { wrappedLaunch } from './runtimes/exec-wrapper.ts';
import type { Launch } from './runtimes/launch.ts';
import { launchOf } from './runtimes/runtimes.ts';
import type { VersionSettings } from './settings.ts';
import { copyFiles } from './snapshot/copy-files.ts';
import type { SnapshotWay } from './snapshot/snapshot-way.ts';
import type { SnapshotFiles, SnapshotProcess, TakenSnapshot } from './snapshot/taken-snapshot.ts';
import { webVariables } from './web/variables.ts';

export interface LauncherOptions {
  readonly config: LambdaFunctionConfig;
  readonly settings: VersionSettings;
  readonly initializationType: InitializationType;
  readonly log: FunctionLog;
  readonly resources: Resources;
  readonly files: FileSystem;
  readonly credentials: LocalCredentials;
  readonly invokeEndpoint: string | undefined;
  readonly traceAddress: string;
  nextNumber(): number;
}

export interface LaunchPlace extends Pick<EnvironmentPlace, 'runtimeApi' | 'temporaryDirectory' | 'maxConcurrency'> {
  readonly environmentId: string;
  readonly provisioned?: boolean;
  /** Its own, in place of those of its function. */
  readonly files?: OwnFiles;
  /** It was over its memory size, in place of `onExit` where the kernel has killed it. Absent: others see to its limits. */
  onOutOfMemory?(): void;
  onExit(why: string): void;
}

export type RestorePlace = LaunchPlace & Required<Pick<LaunchPlace, 'temporaryDirectory'>>;

/** Starts the processes of one version of a function, within its memory size and CPU share. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #launch: Launch;
  /** By the address of the Runtime API, which every life of an environment has of its own: the dying and the next one share no limits. */
  readonly #limited = new Map<string, Limited>();
  readonly #newest = new Map<string, string>();

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#launch = launchOf(options.config.code);
  }

  get handlerName(): string {
    return this.#launch.handlerName;
  }

  runtime(place: LaunchPlace): EnvironmentProcess {
    const instanceNumber = this.#options.nextNumber();
    const launch = this.#launchFor(place.files, instanceNumber);
    const { command, directory } = launch;
    return this.#start(place, { command, directory, variables: this.#variables(place, launch, instanceNumber) });
  }

  /** For one environment, if each unpacks its own. */
  ownFiles(turns: CpuTurns): OwnFiles | undefined {
    const { config, log } = this.#options;
    const { code } = config;
    if (code.packaging?.kind !== 'zip') return undefined;
    return new OwnFiles({ code, zip: code.packaging, turns, onTrouble: (why) => log.printed(why) });
  }

  /** Of its own files, by the model of its image, and by the function's wrapper script, as it has them. */
  #launchFor(own: OwnFiles | undefined, instanceNumber: number): Launch {
    const { config, files } = this.#options;
    const { kind, packaging } = config.code;
    const plain = own === undefined ? this.#launch : launchOf(own.code);
    const launch = packaging?.kind === 'image-model' ? imageLaunch(plain, kind, packaging, instanceNumber) : plain;
    return this.#wrapped(launch, own?.opt ?? files.opt);
  }

  #wrapped(launch: Launch, opt = this.#options.files.opt): Launch {
    const { AWS_LAMBDA_EXEC_WRAPPER: wrapper = '' } = this.#options.settings.environment;
    // Executables of a function's own are never wrapped, as in Lambda.
    if (wrapper === '' || launch.binary === undefined) return launch;
    return wrappedLaunch(launch, wrapper, { opt, taskRoot: launch.taskRoot });
  }

  get snapshotWay(): SnapshotWay | undefined {
    return this.#launch.snapshot;
  }

  /** The process that initializes the function for its snapshot. */
  snapshotMaker(place: LaunchPlace, files: SnapshotFiles): SnapshotProcess {
    const { snapshot, command } = this.#launch;
    const builds = snapshot?.kind === 'file' ? snapshot.build(files.file, files.errorFile) : command;
    const launch = this.#wrapped({ ...this.#launch, command: builds });
    const variables = this.#variables(place, launch, 0);
    const started = { command: launch.command, directory: launch.directory, variables };
    return { process: this.#start(place, { ...started, control: snapshot?.kind === 'fork' }), variables };
  }

  /** A process that goes on from a snapshot. @throws it is not there any more. */
  async restored(place: RestorePlace, snapshot: TakenSnapshot): Promise<EnvironmentProcess> {
    copyFiles(snapshot.directory, place.temporaryDirectory);
    const way = this.#launch.snapshot;
    const command = snapshot.kind === 'file' && way?.kind === 'file' ? way.start(snapshot.file) : this.#launch.command;
    const launch = this.#wrapped({ ...this.#launch, command });
    const variables = this.#variables(place, launch, this.#options.nextNumber());
    if (snapshot.kind === 'file')
      return this.#start(place, { command: launch.command, directory: launch.directory, variables });
    const changed = Object.entries(variables).filter(([name, value]) => snapshot.variables[name] !== value);
    const started = await snapshot.forks.fork(Object.fromEntries(changed));
    return this.#start(place, { started });
  }

  extensionPaths(): string[] {
    return externalExtensions(this.#layerPlace);
  }

  /** A process beside the runtime, within the same limits. @throws {LaunchProblem} it is no program. */
  extension(place: LaunchPlace, path: string): EnvironmentProcess {
    checkExecutable(path, this.#layerPlace);
    const variables = extensionVariables(this.#variables(place, this.#launch, 0));
    const onExit = (why: string) => place.onExit(extensionExit(why));
    return this.#start({ ...place, onExit }, { command: [path], directory: '/', variables });
  }

  server(place: LaunchPlace, endpoint: string): EnvironmentProcess {
    const started = this.#launch.httpServer?.(this.#options.config.url.event);
    if (started === undefined) throw new Error(`nothing serves HTTP for ${this.#launch.handlerName}`);
    const variables = webVariables(this.#variables(place, this.#launch, this.#options.nextNumber()), endpoint);
    // The twin's ready line is for whoever starts it as a target.
    return this.#start(place, { ...started, directory: this.#launch.directory, variables }, isReadyLine);
  }

  /** @throws the system's error, ESRCH if the process has gone already. */
  limit(process: LimitedProcess, onExceeded: () => void): Limits {
    const { resources, settings } = this.#options;
    return resources.limit(process, { memoryMb: settings.memoryMb, onExceeded });
  }

  /** The init of an environment is over: from the CPU share of an init to that of calls. */
  initialized(environmentId: string): void {
    const limited = this.#limitedNow(environmentId);
    if (limited !== undefined) this.#orKill(limited.started, () => limited.limits.initialized());
  }

  /** For how long its CPU share has held the newest life of an environment back so far. */
  throttledMs(environmentId: string): number | undefined {
    const limited = this.#limitedNow(environmentId);
    if (limited === undefined) return undefined;
    let throttledMs: number | undefined;
    this.#orKill(limited.started, () => {
      throttledMs = limited.limits.throttledMs();
    });
    return throttledMs;
  }

  #variables(
    { environmentId, runtimeApi, temporaryDirectory, provisioned, maxConcurrency, files: own }: LaunchPlace,
    launch: Launch,
    instanceNumber: number,
  ): Record<string, string> {
    const { settings, initializationType, files, credentials, invokeEndpoint, traceAddress } = this.#options;
    return environmentVariables(settings, launch, {
      runtimeApi,
      logStream: logStreamName(environmentId, settings.version, new Date()),
      instanceNumber,
      paths: { opt: own?.opt ?? files.opt, callerPath: process.env['PATH'] ?? '' },
      ...{ credentials, invokeEndpoint, traceAddress },
      initializationType: provisioned ? 'provisioned-concurrency' : initializationType,
      ...optional('temporaryDirectory', temporaryDirectory),
      ...optional('maxConcurrency', maxConcurrency),
    });
  }

  get #layerPlace() {
    const { config, files } = this.#options;
    return { folder: config.layers, opt: files.opt };
  }

  #start(
    place: LaunchPlace,
    command: Omit<EnvironmentCommand, 'onLine' | 'onExit'> | Pick<RestoredProcess, 'started'>,
    isHidden = (_: string) => false,
  ): EnvironmentProcess {
    const { log, files } = this.#options;
    const started: EnvironmentProcess = new EnvironmentProcess({
      ...command,
      enter: files.enter,
      isolate: this.#options.config.isolate === true,
      onLine: (line) => {
        if (!isHidden(line)) log.printed(line);
      },
      onExit: (why) => {
        if (this.#mustReport(place, started)) place.onOutOfMemory?.();
        else place.onExit(why);
      },
    });
    const { onOutOfMemory } = place;
    if (onOutOfMemory !== undefined) this.#orKill(started, () => this.#limit(place, started, onOutOfMemory));
    return started;
  }

  #limitedNow(environmentId: string): Limited | undefined {
    return this.#limited.get(this.#newest.get(environmentId) ?? '');
  }

  #limit({ environmentId, runtimeApi }: LaunchPlace, started: EnvironmentProcess, onOutOfMemory: () => void): void {
    if (started.pid === undefined) return;
    this.#newest.set(environmentId, runtimeApi);
    const known = this.#limited.get(runtimeApi);
    const process = limitedProcess(started.pid, started);
    const report = () => {
      limited.isReported = true;
      onOutOfMemory();
    };
    const limits = known?.limits ?? this.limit(process, report);
    known?.limits.join(process);
    const members = [...(known?.members ?? []), started];
    const limited = Object.assign(known ?? { limits, isReported: false }, { started, members });
    this.#limited.set(runtimeApi, limited);
    if (limits.freezer !== undefined) started.freezeBy(limits.freezer);
  }

  /**
   * Whether memory is why it ended, and the environment does not know yet: once the watch has reported it, it may be in its next life when
   * this process is known to have ended. With the process that was started last, the runtime, the limits are removed.
   */
  #mustReport({ environmentId, runtimeApi }: LaunchPlace, ended: EnvironmentProcess): boolean {
    const limited = this.#limited.get(runtimeApi);
    if (limited?.members.includes(ended) !== true) return false;
    let exceeded = false;
    this.#orKill(ended, () => {
      exceeded = limited.limits.exceededMemory();
    });
    exceeded &&= !limited.isReported;
    limited.isReported ||= exceeded;
    if (limited.started !== ended) return exceeded;
    this.#limited.delete(runtimeApi);
    if (this.#newest.get(environmentId) === runtimeApi) this.#newest.delete(environmentId);
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
      // ESRCH: it has ended already, which its own exit shows.
      if (code !== 'ESRCH') this.#options.log.printed(`an environment could not be limited: ${message}`);
      started.kill();
    }
  }
}

const isReadyLine = (line: string): boolean => line.startsWith('{"ready":true');

/** `members`: the processes of one life of an environment, extensions first; `started`: the last of them. */
interface Limited {
  started: EnvironmentProcess;
  members: readonly EnvironmentProcess[];
  readonly limits: Limits;
  /** The environment knows that it was over its memory size. */
  isReported: boolean;
}
