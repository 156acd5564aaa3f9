import { keepAliveDrawer, type ServingModel } from '../models/model.ts';
import { WebDispatcher } from './dispatcher.ts';
import type { WebBooks } from './environment.ts';

export const webModel: ServingModel<'web'> = {
  takes: 'requests',
  initializationType: 'native-http',
  dispatcher({ config, settings, logged, log, launcher, seed, identifies }, model) {
    const written = log.books(logged);
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
  },
};
