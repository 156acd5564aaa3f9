import { keepAliveDrawer, type ServingModel } from '../models/model.ts';
import { WebDispatcher } from './dispatcher.ts';

export const webModel: ServingModel<'web'> = {
  takes: 'requests',
  initializationType: 'native-http',
  dispatcher({ config, settings, logged, log, launcher, seed, identifies }, model) {
    const books = log.books(logged);
    return new WebDispatcher({
      ...{ model, books, timeoutMs: settings.timeoutMs, initTimeoutMs: config.initTimeoutMs, identifies },
      keepAliveMs: keepAliveDrawer(config.keepAlive, seed),
      startProcess: (environmentId, endpoint, onExit) => {
        books.initStarted('init');
        return launcher.server({ environmentId, runtimeApi: '', onExit }, endpoint);
      },
      limit: (process, onExceeded) => launcher.limit(process, onExceeded),
    });
  },
};
