import type { OptionOf } from '../../scenario/plan/options.ts';
import { callMsAt } from '../needs/numbers.ts';
import { steadyInstances } from '../under-load/steady.ts';
import { costsOfFunction, lambdaStarting } from './event.ts';
import {
  burstBeyondQuotas,
  functionAnswer,
  missingOfFunction,
  refusedByQuotas,
  type SizedFunction,
  sizeOf,
} from './one-per-environment.ts';
import { eachMemory, type OptionContext, type OptionModule } from './option.ts';
import { functionPrice, unpricedFunction } from './region-prices.ts';

type Provisioned = OptionOf<'provisioned'>;

/** A function with environments that are always there. What they cannot take starts others, on demand. */
export const provisionedOption: OptionModule<Provisioned> = {
  ...{ side: 'function', unit: 'environment', isUnderLambdaQuotas: true, startsOnDemand: true },
  price: functionPrice,
  unpriced: (spec, prices) => unpricedFunction(spec, prices),
  each: eachMemory,
  nameOf: (spec) => spec.name ?? `provisioned ${sizeOf(spec)} MB`,
  missing: missingOfFunction,
  answer: (spec, context) => {
    const sized = sizedFor(spec, context);
    const { provisioned } = sized;
    return {
      ...functionAnswer(sized, context),
      assumes: [
        `${provisioned} provisioned environments${spec.environments === undefined ? ', which 99% of the peak needs' : ''}`,
      ],
    };
  },
  burstThrottled: (spec, context) => burstBeyondQuotas(sizedFor(spec, context), context),
  refused: (spec, context) => refusedByQuotas({ ...spec, memoryMb: sizeOf(spec) }, context),
  costs: (spec, context) => costsOfFunction(spec, context, environmentsOf(spec, context)),
  // Until lost ones are provisioned again, others start on demand.
  starting: lambdaStarting,
  committed: (_, { lambda }) => ({
    share: 1 - lambda,
    words: `${Math.round(lambda * 100)}% less for duration and provisioned concurrency`,
  }),
};

const sizedFor = (spec: Provisioned, context: OptionContext): SizedFunction => ({
  ...{ memoryMb: sizeOf(spec), reservedConcurrency: spec.reservedConcurrency },
  provisioned: environmentsOf(spec, context),
});

/** Without a keep-alive, instances alive are requests in flight. */
const environmentsOf = (spec: Provisioned, { needs, demand }: OptionContext): number =>
  spec.environments ??
  Math.max(
    1,
    steadyInstances({
      ...{ perSecond: demand.peakPerSecond, keepAliveSeconds: 0 },
      busySeconds: (callMsAt(needs, sizeOf(spec)) ?? 0) / 1000,
    }).p99,
  );
