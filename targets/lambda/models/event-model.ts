import { IdlePolicy } from '../../../src/concurrency/idle-policy.ts';
import { seededRandom } from '../../../src/model/random.ts';
import type { Environment } from '../environment/environment.ts';
import { environmentMaker } from './environment-maker.ts';
import { EventDispatcher } from './event.ts';
import type { InvokedModel } from './model.ts';

export const eventModel: InvokedModel<'event'> = {
  takes: 'invocations',
  initializationType: 'on-demand',
  dispatcher(options) {
    const { config, settings, rules, seed } = options;
    const { keepAlive, maxLifeMs } = config;
    return new EventDispatcher<Environment>({
      ...{ functionName: settings.functionName, version: settings.version, rules },
      idle: new IdlePolicy({ keepAlive, maxLifeMs, random: seededRandom(seed) }),
      start: environmentMaker(options),
    });
  },
};
