import type { Place } from '../../src/concurrency/decision.ts';
import { drawnMs, IdlePolicy } from '../../src/concurrency/idle-policy.ts';
import type { ConcurrencyRules } from '../../src/concurrency/rules.ts';
import type { KeepAlive, LambdaFunctionConfig } from '../../src/model/platform/lambda.ts';
import { seededRandom } from '../../src/model/random.ts';
import { Environment, type EnvironmentContext } from './environment/environment.ts';
import type { FunctionFacts } from './extensions/registry.ts';
import { placeOf } from './functions/function-place.ts';
import type { Launcher } from './launcher.ts';
import type { Account } from './logging/account.ts';
import type { Books } from './logging/books.ts';
import type { Accounted } from './logging/report-record.ts';
import type { Dispatcher } from './models/dispatcher.ts';
import { EventDispatcher, type EventEvents } from './models/event.ts';
import { ManagedDispatcher } from './models/managed.ts';
import { QueuedDispatcher } from './models/queued.ts';
import type { ManagedBooks } from './models/shared-books.ts';
import { RuntimeApi } from './runtime-api/server.ts';
import { loggedConfiguration, type VersionSettings } from './settings.ts';
import { WebDispatcher } from './web/dispatcher.ts';
import type { WebBooks } from './web/environment.ts';

export interface DispatcherOptions {
  readonly config: LambdaFunctionConfig;
  readonly settings: VersionSettings;
  readonly functionArn: string;
  readonly account: Account;
  readonly launcher: Launcher;
  readonly rules: ConcurrencyRules;
  readonly seed: number;
}

/** Who runs the invocations of one version of a function, by its model. */
export function dispatcherFor(options: DispatcherOptions): Dispatcher {
  const { model } = options.config;
  switch (model.kind) {
    case 'event':
      return eventDispatcher(options);
    case 'managed':
      return managedDispatcher(options, model);
    case 'queued':
      return queuedDispatcher(options, model);
    case 'web':
      throw new Error('a function of the web model is not invoked: it serves HTTP');
  }
}

function eventDispatcher(options: DispatcherOptions): EventDispatcher<Environment> {
  const { config, settings, rules } = options;
  const { keepAlive, maxLifeMs } = config;
  const make = environmentMaker(options);
  return new EventDispatcher({
    functionName: settings.functionName,
    version: settings.version,
    rules,
    idle: new IdlePolicy({ keepAlive, maxLifeMs, random: seededRandom(options.seed) }),
    start: make,
  });
}

function queuedDispatcher(
  options: DispatcherOptions,
  model: Extract<LambdaFunctionConfig['model'], { kind: 'queued' }>,
): Dispatcher {
  const make = environmentMaker(options);
  return new QueuedDispatcher<Environment>({
    model,
    keepAliveMs: keepAliveDrawer(options.config.keepAlive, options.seed),
    start: (events) => make('on-demand', events),
  });
}

function managedDispatcher(
  { config, settings, functionArn, account, launcher }: DispatcherOptions,
  model: Extract<LambdaFunctionConfig['model'], { kind: 'managed' }>,
): Dispatcher {
  const runtimeApi = new RuntimeApi(functionArn);
  const written = account.books(loggedConfiguration(config, settings));
  const books: ManagedBooks = {
    changed: (record) => written.changed(record),
    initEnded: (init) => void written.initEnded(init),
    started: (requestId) => void written.started(requestId),
    ended: (record) => written.managedEnded(record),
  };
  return new ManagedDispatcher({
    ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs },
    openDoor: (runtime) => runtimeApi.open(runtime),
    startProcess: (environmentId, door, onExit) => {
      written.initStarted('init');
      return launcher.runtime({ environmentId, runtimeApi: door.address, onExit });
    },
    limit: (process, onExceeded) => launcher.limit(process, onExceeded),
  });
}

/** Of the `web` model, which is given HTTP requests. `identifies`: see `WebOptions`. */
export function webDispatcher(
  { config, settings, account, launcher, seed, identifies }: DispatcherOptions & { readonly identifies: boolean },
  model: Extract<LambdaFunctionConfig['model'], { kind: 'web' }>,
): WebDispatcher {
  const written = account.books(loggedConfiguration(config, settings));
  const books: WebBooks = {
    changed: (record) => written.changed(record),
    initEnded: (init) => void written.initEnded(init),
    activeCpu: (record) => written.activeCpu(record),
  };
  return new WebDispatcher({
    ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs, identifies },
    keepAliveMs: keepAliveDrawer(config.keepAlive, seed),
    startProcess: (environmentId, endpoint, onExit) => {
      written.initStarted('init');
      return launcher.server({ environmentId, runtimeApi: '', onExit }, endpoint);
    },
    limit: (process, onExceeded) => launcher.limit(process, onExceeded),
  });
}

/** Makes environments that take one call at a time. */
function environmentMaker(options: DispatcherOptions) {
  const { config, settings, functionArn, account, launcher } = options;
  const logged = loggedConfiguration(config, settings);
  const books = {
    'on-demand': account.books(logged),
    provisioned: account.books({ ...logged, initializationType: 'provisioned-concurrency' }),
  };
  const runtimeApi = new RuntimeApi(functionArn);
  const limits = { timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs };
  return (place: Place, events: EventEvents<Environment>): Environment => {
    const context: EnvironmentContext = {
      limits,
      freezes: config.freeze ?? true,
      account: environmentBooks(books[place], launcher),
      openDoor: (runtime) => runtimeApi.open(runtime),
      startProcess: (environmentId, door, onExit, temporaryDirectory) =>
        launcher.runtime({
          ...{ environmentId, runtimeApi: door.address, temporaryDirectory, onExit },
          provisioned: place === 'provisioned',
          onOutOfMemory: () => environment.outOfMemory(),
        }),
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

/** They tell the launcher when an init is over, and are told by it what its CPU share held back. */
const environmentBooks = (books: Books, launcher: Launcher): EnvironmentContext['account'] => ({
  printed: (line) => books.printed(line),
  initStarted: (phase) => books.initStarted(phase),
  extensionsStarted: (statuses) => books.extensionsStarted(statuses),
  initEnded: (report) => books.initEnded(report),
  started: (requestId) => books.started(requestId),
  ended: (accounted) => books.ended(apart(accounted, launcher.takeThrottledMs(accounted.environmentId))),
  changed: (record) => {
    if (record.state === 'idle') launcher.initialized(record.environmentId);
    books.changed(record);
  },
});

const extensionFacts = ({ config, settings, functionArn, launcher }: DispatcherOptions): FunctionFacts => ({
  ...{ functionName: settings.functionName, functionVersion: settings.version, functionArn },
  ...{ handler: launcher.handlerName, accountId: placeOf(config).accountId },
});

/**
 * To the kernel, what its CPU share holds back is queueing like any other. Here it is told apart: the one a platform does too, the
 * other is this machine's doing.
 */
const apart = (accounted: Accounted, throttledMs: number | undefined): Accounted => ({
  ...accounted,
  cpuThrottledMs: throttledMs,
  cpuQueueMs: accounted.cpuQueueMs === undefined ? undefined : Math.max(0, accounted.cpuQueueMs - (throttledMs ?? 0)),
});

function keepAliveDrawer(keepAlive: KeepAlive, seed: number): () => number {
  const random = seededRandom(seed);
  return () => drawnMs(keepAlive, random);
}
