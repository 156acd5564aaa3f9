import type { KeepAlive, LambdaFunctionConfig } from '../../src/model/lambda.ts';
import { seededRandom } from '../../src/model/random.ts';
import type { Account, Accounted } from './account.ts';
import type { Place } from './concurrency/decision.ts';
import { drawnMs, IdlePolicy } from './concurrency/idle-policy.ts';
import type { ConcurrencyRules } from './concurrency/rules.ts';
import { Environment, type EnvironmentContext } from './environment.ts';
import type { FunctionFacts } from './extensions/registry.ts';
import { placeOf } from './functions/function-place.ts';
import type { Launcher } from './launcher.ts';
import type { Dispatcher } from './models/dispatcher.ts';
import { EventDispatcher, type EventEvents } from './models/event.ts';
import { ManagedDispatcher } from './models/managed.ts';
import { QueuedDispatcher } from './models/queued.ts';
import type { ManagedBooks } from './models/shared-books.ts';
import { RuntimeApi } from './runtime-api/server.ts';
import type { VersionSettings } from './settings.ts';
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
  const books: ManagedBooks = {
    changed: (record) => account.changed(record),
    initEnded: (init) => void account.initEnded(init),
    started: (requestId) => void account.started(requestId),
    ended: (record) => account.managedEnded(record),
  };
  return new ManagedDispatcher({
    ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs },
    openDoor: (runtime) => runtimeApi.open(runtime),
    startProcess: (environmentId, door, onExit) => {
      account.initStarted('init');
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
  const books: WebBooks = {
    changed: (record) => account.changed(record),
    initEnded: (init) => void account.initEnded(init),
    activeCpu: (record) => account.activeCpu(record),
  };
  return new WebDispatcher({
    ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs, identifies },
    keepAliveMs: keepAliveDrawer(config.keepAlive, seed),
    startProcess: (environmentId, endpoint, onExit) => {
      account.initStarted('init');
      return launcher.server({ environmentId, runtimeApi: '', onExit }, endpoint);
    },
    limit: (process, onExceeded) => launcher.limit(process, onExceeded),
  });
}

/** Makes environments that take one call at a time. */
function environmentMaker(options: DispatcherOptions) {
  const { config, settings, functionArn, account, launcher } = options;
  const runtimeApi = new RuntimeApi(functionArn);
  const limits = { timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs };
  return (place: Place, events: EventEvents<Environment>): Environment => {
    const context: EnvironmentContext = {
      limits,
      freezes: config.freeze ?? true,
      account: {
        printed: (line) => account.printed(line),
        initStarted: (phase) => account.initStarted(phase),
        extensionsStarted: (statuses) => account.extensionsStarted(statuses),
        initEnded: (report) => account.initEnded(report),
        started: (requestId) => account.started(requestId),
        ended: (accounted) => account.ended(apart(accounted, launcher.takeThrottledMs(accounted.environmentId))),
        changed: (record) => {
          if (record.state === 'idle') launcher.initialized(record.environmentId);
          account.changed(record);
        },
      },
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
