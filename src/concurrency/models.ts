import type { ConcurrencyModel } from '../model/platform/lambda.ts';

export type ModelKind = ConcurrencyModel['kind'];

interface ModelFacts {
  readonly isBilledPerCall: boolean;
  readonly isProvisionable: boolean;
  readonly hasSnapshots: boolean;
  /** Whether each request that finds no idle environment starts one. */
  readonly startsPerRequest: boolean;
  /** Whether an environment takes one call after another, which is what a package of its own is for. */
  readonly takesOneCall: boolean;
  /** Whether its environments run an HTTP server instead of a handler. */
  readonly takesHttp: boolean;
  readonly minEnvironments?: number;
  readonly maxEnvironments?: number;
}

/** What each concurrency model means for a plan. `src/target-kinds` has its fields, and `targets/lambda/models` runs it. */
const models = {
  event: {
    isBilledPerCall: true,
    isProvisionable: true,
    hasSnapshots: true,
    startsPerRequest: true,
    takesOneCall: true,
    takesHttp: false,
  },
  managed: {
    ...{
      isBilledPerCall: false,
      isProvisionable: false,
      hasSnapshots: false,
      startsPerRequest: false,
      takesOneCall: false,
      takesHttp: false,
    },
    ...{ minEnvironments: 3, maxEnvironments: 100 },
  },
  web: {
    isBilledPerCall: false,
    isProvisionable: false,
    hasSnapshots: false,
    startsPerRequest: false,
    takesOneCall: false,
    takesHttp: true,
    maxEnvironments: 100,
  },
  queued: {
    isBilledPerCall: true,
    isProvisionable: false,
    hasSnapshots: false,
    startsPerRequest: false,
    takesOneCall: true,
    takesHttp: false,
  },
} satisfies Record<ModelKind, ModelFacts>;

export const concurrencyModels: Readonly<Record<ModelKind, ModelFacts>> = models;

export const defaultEnvironments = { managed: models.managed, web: models.web };

/** The kind that a configuration names, as it is written: a word, a map, or nothing, which is `event`. */
export function modelKindOf(model: unknown): ModelKind | undefined {
  const kind: unknown = typeof model === 'object' && model !== null ? Reflect.get(model, 'kind') : model;
  return kind === undefined ? 'event' : isModelKind(kind) ? kind : undefined;
}

const isModelKind = (kind: unknown): kind is ModelKind => Object.hasOwn(models, String(kind));
