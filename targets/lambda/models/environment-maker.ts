import type { EnvironmentPool } from '../../../src/concurrency/throttle.ts';
import { optional } from '../../../src/model/optional.ts';
import type { EnvironmentContext } from '../environment/context.ts';
import { CpuTurns } from '../environment/cpu-turns.ts';
import { Environment } from '../environment/environment.ts';
import type { FunctionFacts } from '../extensions/registry.ts';
import { placeOf } from '../functions/function-place.ts';
import type { Launcher } from '../launcher.ts';
import type { Books } from '../logging/books.ts';
import type { EventEvents } from './event.ts';
import type { DispatcherOptions } from './model.ts';

/** Of all functions of this process: they share the CPUs. */
const turns = new CpuTurns();

export function environmentMaker(options: DispatcherOptions) {
  const { config, settings, logged, runtimeApi, log, launcher, snapshot } = options;
  const books = {
    'on-demand': log.books(logged),
    provisioned: log.books({ ...logged, initializationType: 'provisioned-concurrency' }),
  };
  const limits = { timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs };
  return (place: EnvironmentPool, events: EventEvents<Environment>): Environment => {
    // What is restored has its files already.
    const files = snapshot === undefined ? launcher.ownFiles(turns) : undefined;
    const context: EnvironmentContext<Environment> = {
      ...optional('files', files),
      limits,
      freezes: config.freeze ?? true,
      turns,
      throttledMs: (environmentId) => launcher.throttledMs(environmentId),
      books: environmentBooks(books[place], launcher),
      openDoor: (runtime) => runtimeApi.open(runtime),
      restores: snapshot !== undefined,
      startProcess: (environmentId, door, onExit, temporaryDirectory) => {
        const own = {
          ...{ environmentId, runtimeApi: door.address, temporaryDirectory, onExit },
          provisioned: place === 'provisioned',
          ...optional('files', files),
          onOutOfMemory: () => environment.outOfMemory(),
        };
        return snapshot === undefined
          ? launcher.runtime(own)
          : snapshot.taken().then((taken) => launcher.restored(own, taken));
      },
      extensions: {
        facts: extensionFacts(options),
        externalPaths: () => launcher.extensionPaths(),
        startProcess: (environmentId, { path, door, onExit }, temporaryDirectory) =>
          launcher.extension(
            {
              ...{ environmentId, runtimeApi: door.address, temporaryDirectory, onExit },
              onOutOfMemory: () => environment.outOfMemory(),
            },
            path,
          ),
      },
      ...events,
    };
    const environment = new Environment(context);
    return environment;
  };
}

/** Books that tell the launcher when an init is over. */
const environmentBooks = (books: Books, launcher: Launcher): EnvironmentContext<Environment>['books'] => ({
  printed: (line) => books.printed(line),
  initStarted: (phase) => books.initStarted(phase),
  extensionsStarted: (statuses) => books.extensionsStarted(statuses),
  initEnded: (report) => books.initEnded(report),
  restoreStarted: () => books.restoreStarted(),
  restoreEnded: (report) => books.restoreEnded(report),
  started: (requestId) => books.started(requestId),
  ended: (accounted) => books.ended(accounted),
  changed: (record) => {
    if (record.state === 'idle') launcher.initialized(record.environmentId);
    books.changed(record);
  },
});

const extensionFacts = ({ config, settings, functionArn, launcher }: DispatcherOptions): FunctionFacts => ({
  ...{ functionName: settings.functionName, functionVersion: settings.version, functionArn },
  ...{ handler: launcher.handlerName, accountId: placeOf(config).accountId },
});
