import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parsedJson } from '../../../src/model/json/json-object.ts';
import { optional } from '../../../src/model/optional.ts';
import { EnvironmentDirectory } from '../environment/directory.ts';
import type { EnvironmentProcess } from '../environment/process.ts';
import { rssMbOf } from '../environment/process-meter.ts';
import { errorTypeOf, type Failure } from '../invoke.ts';
import type { Launcher } from '../launcher.ts';
import type { Books } from '../logging/books.ts';
import { errorTypeIn } from '../runtime-api/exchange.ts';
import { lastWords } from '../runtime-api/last-words.ts';
import type { Door, Runtime } from '../runtime-api/runtime.ts';
import type { RuntimeApi } from '../runtime-api/server.ts';
import type { VersionSettings } from '../settings.ts';
import { ForkServer } from './fork-server.ts';
import { type SnapshotWay, snapshotUnavailable } from './snapshot-way.ts';
import type { SnapshotFiles, SnapshotProcess, TakenSnapshot } from './taken-snapshot.ts';

export interface SnapshotPlace extends SnapshotFiles {
  readonly runtimeApi: string;
  readonly temporaryDirectory: string;
  onExit(why: string): void;
  onOutOfMemory(): void;
}

export interface SnapshotOptions {
  /** Absent: its runtime has none. */
  readonly way: SnapshotWay | undefined;
  readonly version: string;
  readonly timeoutMs: number;
  readonly books: Pick<Books, 'initStarted' | 'snapshotEnded'>;
  openDoor(runtime: Runtime): Promise<Door>;
  start(place: SnapshotPlace): SnapshotProcess;
}

/** Source: "Lambda SnapStart runtime hooks": an init has 130 s, or the timeout of the function if that is longer. */
const shortestInitTimeoutMs = 130_000;

/** A version of a function that is initialized once: its environments are restored from what it was then. */
export class FunctionSnapshot {
  readonly #options: SnapshotOptions;
  /** Its /tmp, which environments get a copy of. */
  readonly #directory = new EnvironmentDirectory();
  readonly #files = new EnvironmentDirectory();
  readonly #taken: Promise<TakenSnapshot | Failure>;
  #process: EnvironmentProcess | undefined;
  #door: Door | undefined;

  constructor(options: SnapshotOptions) {
    this.#options = options;
    this.#taken = this.#take();
  }

  /** Undefined when it has been taken; else why it could not be. */
  async failure(): Promise<Failure | undefined> {
    const taken = await this.#taken;
    return 'directory' in taken ? undefined : taken;
  }

  /** @throws it could not be taken. */
  async taken(): Promise<TakenSnapshot> {
    const taken = await this.#taken;
    if ('directory' in taken) return taken;
    throw new Error(`there is no snapshot: ${errorTypeOf(taken)}`);
  }

  /** To be called when no environment is left: those of Python are forks of its process, and end with it. */
  async stop(): Promise<void> {
    this.kill();
    await this.#process?.ended;
    this.#door?.[Symbol.dispose]();
    await this.#directory.remove();
    await this.#files.remove();
  }

  kill(): void {
    this.#process?.kill();
  }

  async #take(): Promise<TakenSnapshot | Failure> {
    const { books, version } = this.#options;
    const startedAtMs = performance.now();
    books.initStarted('init');
    const taken = await this.#made().catch((error: Error): Failure => unavailable(error.message));
    const initMs = performance.now() - startedAtMs;
    if ('directory' in taken) {
      books.snapshotEnded({ version, initMs, status: 'success', sizeMb: taken.sizeMb });
      return taken;
    }
    this.kill();
    const status = taken.kind === 'timeout' ? 'timeout' : 'error';
    books.snapshotEnded({
      ...{ version, initMs, status, errorType: errorTypeOf(taken) },
      ...optional('message', messageOf(taken)),
    });
    return taken;
  }

  async #made(): Promise<TakenSnapshot | Failure> {
    const { way, timeoutMs, openDoor, start } = this.#options;
    if (way === undefined)
      return unavailable('a snapshot can be taken of a function for Node, and on Linux of one for Python, only');
    const files = { file: join(this.#files.path, 'snapshot'), errorFile: join(this.#files.path, 'error') };
    const { promise, resolve } = withResolvers<TakenSnapshot | Failure>();
    const afterMs = Math.max(shortestInitTimeoutMs, timeoutMs);
    const deadline = setTimeout(() => resolve({ kind: 'timeout', afterMs }), afterMs);
    const directory = this.#directory.path;
    this.#door = await openDoor(
      initOnly({
        leaders: () => this.#process?.pid,
        onReady: () => resolve(this.#held(started, directory)),
        onFailure: resolve,
      }),
    );
    const door = this.#door;
    const started = start({
      ...{ ...files, temporaryDirectory: directory, runtimeApi: door.address },
      onOutOfMemory: () => resolve(ended('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed')),
      onExit: (why) => void lastWords(door).then(() => resolve(written(files, directory, why))),
    });
    this.#process = started.process;
    return promise.finally(() => clearTimeout(deadline));
  }

  #held({ process: held, variables }: SnapshotProcess, directory: string): TakenSnapshot | Failure {
    const { control, pid } = held;
    if (control === undefined || pid === undefined) return unavailable('its process cannot be asked for forks');
    return { kind: 'fork', forks: new ForkServer(control, pid), variables, directory, sizeMb: rssMbOf(pid) ?? 0 };
  }
}

interface SnapshotParts {
  readonly settings: Pick<VersionSettings, 'version' | 'timeoutMs'>;
  readonly launcher: Launcher;
  readonly runtimeApi: RuntimeApi;
  readonly books: SnapshotOptions['books'];
}

export const snapshotOf = ({ settings, launcher, runtimeApi, books }: SnapshotParts): FunctionSnapshot =>
  new FunctionSnapshot({
    ...{ version: settings.version, timeoutMs: settings.timeoutMs, books, way: launcher.snapshotWay },
    openDoor: (runtime) => runtimeApi.open(runtime),
    start: (place) => launcher.snapshotMaker({ ...place, environmentId: randomUUID() }, place),
  });

function written({ file, errorFile }: SnapshotFiles, directory: string, why: string): TakenSnapshot | Failure {
  if (existsSync(file)) return { kind: 'file', file, directory, sizeMb: statSync(file).size / 2 ** 20 };
  if (!existsSync(errorFile)) return ended('Runtime.ExitError', why);
  const body = readFileSync(errorFile);
  return { kind: 'error', errorType: errorTypeIn(fieldsOf(body)['errorType']), body };
}

const fieldsOf = (body: Buffer): Readonly<Record<string, string | undefined>> =>
  Object(parsedJson(body.toString())) as Record<string, string>;

const ended = (errorType: string, message: string): Failure => ({ kind: 'ended', errorType, message });

const unavailable = (message: string): Failure => ended(snapshotUnavailable, message);

/** Of what a runtime posted, its own message. */
function messageOf(failure: Failure): string | undefined {
  if (failure.kind === 'ended') return failure.message;
  if (failure.kind === 'timeout') return undefined;
  const { errorMessage } = fieldsOf(failure.body);
  return typeof errorMessage === 'string' ? errorMessage : undefined;
}

interface InitOnly {
  leaders(): number | undefined;
  onReady(): void;
  onFailure(failure: Failure): void;
}

/** A runtime that is to be kept as a snapshot: it says that it is ready for it, or why it is not, and is given no call. */
function initOnly({ leaders, onReady, onFailure }: InitOnly): Runtime {
  let isOver = false;
  const once = (act: () => void) => {
    if (isOver) return 'invalid-state';
    isOver = true;
    act();
    return undefined;
  };
  const refuse = () => 'invalid-state' as const;
  return {
    get leaders() {
      return [leaders() ?? []].flat();
    },
    ...{ next: refuse, respond: refuse, stream: refuse, fail: refuse, failRestore: refuse },
    ...{ pollLost: () => {}, brokeOff: () => {} },
    failInit: (failure) => once(() => onFailure(failure)),
    restoreNext: () => once(onReady),
  };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((resolves) => {
    resolve = resolves;
  });
  return { promise, resolve };
}
