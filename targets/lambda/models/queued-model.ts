import type { Environment } from '../environment/environment.ts';
import { environmentMaker } from './environment-maker.ts';
import { type InvokedModel, keepAliveDrawer } from './model.ts';
import { QueuedDispatcher } from './queued.ts';

export const queuedModel: InvokedModel<'queued'> = {
  takes: 'invocations',
  initializationType: 'on-demand',
  dispatcher(options, model) {
    const make = environmentMaker(options);
    return new QueuedDispatcher<Environment>({
      model,
      keepAliveMs: keepAliveDrawer(options.config.keepAlive, options.seed),
      start: (events) => make('on-demand', events),
    });
  },
};
