import type { InvokedModel } from '../model.ts';
import { ManagedDispatcher } from './dispatcher.ts';

export const managedModel: InvokedModel<'managed'> = {
  takes: 'invocations',
  initializationType: 'lambda-managed-instances',
  dispatcher({ config, settings, logged, log, launcher, runtimeApi }, model) {
    const books = log.books(logged);
    return new ManagedDispatcher({
      ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs },
      openDoor: (runtime) => runtimeApi.open(runtime),
      startProcess: (environmentId, door, onExit) => {
        books.initStarted('init');
        const maxConcurrency = model.maxConcurrencyPerEnvironment;
        return launcher.runtime({ environmentId, runtimeApi: door.address, maxConcurrency, onExit });
      },
      limit: (process, onExceeded) => launcher.limit(process, onExceeded),
    });
  },
};
