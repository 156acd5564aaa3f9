import type { ConcurrencyModel } from '../../../src/model/platform/lambda.ts';
import { webModel } from '../web/model.ts';
import { eventModel } from './event-model.ts';
import { managedModel } from './managed/model.ts';
import type { InvokedModel, ServingModel } from './model.ts';
import { queuedModel } from './queued-model.ts';

const models = { event: eventModel, managed: managedModel, web: webModel, queued: queuedModel } satisfies Record<
  ConcurrencyModel['kind'],
  InvokedModel<never> | ServingModel<never>
>;

export const modelNamed = (kind: ConcurrencyModel['kind']): InvokedModel | ServingModel => models[kind];
