import { functionCosts } from '../../billing/month/function-costs.ts';
import type { PricedPart } from '../../billing/price-sheet.ts';
import { snapStartUsd } from '../../billing/snapshot-cost.ts';
import { optional } from '../../model/optional.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { callMsAt, initMsOf, type Numbers } from '../needs/numbers.ts';
import {
  burstBeyondQuotas,
  type FunctionSpec,
  functionAnswer,
  missingOfFunction,
  refusedByQuotas,
  type SizedFunction,
  sizeOf,
} from './one-per-environment.ts';
import { eachMemory, type OptionContext, type OptionModule, type Starting } from './option.ts';
import { functionPrice, functionSheet, unpricedFunction } from './region-prices.ts';

/** Source: "Lambda scaling behavior": 1,000 environments of a function every 10 s, refilled continuously. */
const lambdaStarting: Starting = {
  kind: 'rate',
  rate: ({ scalingPer10s }) => ({ atOnce: scalingPer10s, perSecond: scalingPer10s / 10 }),
  counts: 'environments of a function',
  source: 'Lambda scaling behavior',
};

/** What differs between functions that take one request per environment. */
interface FunctionKind<S> {
  readonly name: string;
  /** What it pays for besides requests and duration. */
  readonly parts: readonly PricedPart[];
  /** What its calls pay for on top of that. */
  partsOfCalls(needs: Pick<Numbers, 'paidRestoreShare'>): readonly PricedPart[];
  /** Needs that it cannot have, each as a name of what is missing. */
  excluded(needs: Numbers): string[];
  /** Environments that are always there. Undefined: it has none. */
  provisioned(spec: S, context: OptionContext): number | undefined;
  assumes(spec: S, context: OptionContext): string[];
  /** What a commitment makes cheaper. */
  readonly discounted: string;
}

export function functionOption<S extends FunctionSpec & { memoryMb: number | number[] }>(
  kind: FunctionKind<S>,
): OptionModule<S> {
  const { parts } = kind;
  const sized = (spec: S, context: OptionContext): SizedFunction => ({
    ...{ memoryMb: sizeOf(spec), reservedConcurrency: spec.reservedConcurrency },
    provisioned: kind.provisioned(spec, context) ?? 0,
  });
  return {
    ...{ side: 'function', unit: 'environment', isUnderLambdaQuotas: true, startsOnDemand: true },
    price: (spec, prices) => functionPrice(spec, prices, parts),
    unpriced: (spec, prices, needs) => unpricedFunction(spec, prices, { own: parts, others: kind.partsOfCalls(needs) }),
    each: eachMemory,
    nameOf: (spec) => spec.name ?? `${kind.name} ${sizeOf(spec)} MB`,
    missing: (spec, needs) => {
      const excluded = kind.excluded(needs);
      return excluded.length > 0 ? excluded : missingOfFunction(spec, needs);
    },
    answer: (spec, context) => ({
      ...functionAnswer(sized(spec, context), context),
      assumes: kind.assumes(spec, context),
    }),
    burstThrottled: (spec, context) => burstBeyondQuotas(sized(spec, context), context),
    refused: (spec, context) => refusedByQuotas({ ...spec, memoryMb: sizeOf(spec) }, context),
    costs: (spec, context) => costsOf(spec, context, { parts, provisioned: kind.provisioned(spec, context) }),
    // Where provisioned ones are lost, others start on demand until they are provisioned again.
    starting: lambdaStarting,
    committed: (_, { lambda }) => ({
      share: 1 - lambda,
      words: `${Math.round(lambda * 100)}% less for ${kind.discounted}`,
    }),
  };
}

const noSnapshot = { perRestore: 0, cachePerHour: 0 };

/** Undefined without prices. */
function costsOf(
  spec: FunctionSpec,
  { needs, platform, prices }: OptionContext,
  { parts, provisioned }: { readonly parts: readonly PricedPart[]; readonly provisioned: number | undefined },
): Costs | undefined {
  const memoryMb = sizeOf(spec);
  const sheet = functionSheet(spec, prices, parts);
  if ('unknown' in sheet) return undefined;
  const callMs = callMsAt(needs, memoryMb) ?? 0;
  const initMs = initMsOf(needs);
  const { startBilledMs = initMs, paidRestoreShare = 0 } = needs;
  const { snapStart } = sheet.lambda;
  if (paidRestoreShare > 0 && snapStart === undefined) return undefined;
  const snapshot = paidRestoreShare > 0 && snapStart ? snapStartUsd(memoryMb, snapStart) : noSnapshot;
  const costOf = (billedMs: number, otherUsd = 0) => ({
    ...{ billedMs, gbSeconds: (billedMs / 1000) * (memoryMb / 1024), otherUsd },
  });
  return functionCosts({
    sheet,
    options: provisioned === undefined ? {} : { provisioned: { concurrency: provisioned, memoryMb, reservedMs: 0 } },
    calls: {
      warm: costOf(billedDurationMs(callMs)),
      ...optional(
        'cold',
        initMs > 0
          ? costOf(billedDurationMs(callMs, startBilledMs), snapshot.perRestore * paidRestoreShare)
          : undefined,
      ),
    },
    standingUsdPerHour: snapshot.cachePerHour,
    ...{ from: 'projected', keepAliveMs: platform.keepAliveMs },
  });
}
