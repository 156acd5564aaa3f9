import { functionCosts } from '../../billing/month/function-costs.ts';
import { snapStartUsd } from '../../billing/snapshot-cost.ts';
import { optional } from '../../model/optional.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import type { Costs } from '../../model/schema/costs.ts';
import type { OptionOf } from '../../scenario/plan/options.ts';
import { callMsAt, initMsOf } from '../needs/numbers.ts';
import {
  burstBeyondQuotas,
  functionAnswer,
  missingOfFunction,
  refusedByQuotas,
  type SizedFunction,
  sizeOf,
} from './one-per-environment.ts';
import { eachMemory, type OptionContext, type OptionModule, type Starting } from './option.ts';
import { functionPrice, functionSheet, unpricedFunction } from './region-prices.ts';

/** Source: "Lambda scaling behavior": 1,000 environments of a function every 10 s, refilled continuously. */
export const lambdaStarting: Starting = {
  kind: 'rate',
  rate: ({ scalingPer10s }) => ({ atOnce: scalingPer10s, perSecond: scalingPer10s / 10 }),
  counts: 'environments of a function',
  source: 'Lambda scaling behavior',
};

const sized = (spec: OptionOf<'event'>): SizedFunction => ({
  ...{ memoryMb: sizeOf(spec), provisioned: 0, reservedConcurrency: spec.reservedConcurrency },
});

/** A Lambda function that takes one request per environment. */
export const eventOption: OptionModule<OptionOf<'event'>> = {
  ...{ side: 'function', unit: 'environment', isUnderLambdaQuotas: true, startsOnDemand: true },
  price: functionPrice,
  unpriced: (spec, prices, { paidRestoreShare = 0 }) =>
    unpricedFunction(spec, prices, paidRestoreShare > 0 ? ['snapStart'] : []),
  each: eachMemory,
  nameOf: (spec) => spec.name ?? `lambda ${sizeOf(spec)} MB`,
  missing: missingOfFunction,
  answer: (spec, context) => {
    return { ...functionAnswer(sized(spec), context), assumes: restoreWords(context) };
  },
  burstThrottled: (spec, context) => burstBeyondQuotas(sized(spec), context),
  refused: (spec, context) => refusedByQuotas({ ...spec, memoryMb: sizeOf(spec) }, context),
  costs: (spec, context) => costsOfFunction(spec, context),
  starting: lambdaStarting,
  committed: (_, { lambda }) => ({ share: 1 - lambda, words: `${Math.round(lambda * 100)}% less for duration` }),
};

const noSnapshot = { perRestore: 0, cachePerHour: 0 };

function restoreWords({ needs: { startBilledMs, paidRestoreShare = 0 } }: OptionContext): string[] {
  if (startBilledMs === undefined) return [];
  const paid = 'each restore has its price, and the snapshot of one version is cached all month';
  return [
    `cold starts are restores of SnapStart, billed as in the logs: ${paidRestoreShare > 0 ? paid : 'Java pays for neither restores nor the cache'}`,
  ];
}

/** Undefined without prices. */
export function costsOfFunction(
  spec: OptionOf<'event' | 'provisioned'>,
  { needs, platform, prices }: OptionContext,
  provisioned?: number,
): Costs | undefined {
  const memoryMb = sizeOf(spec);
  const sheet = functionSheet(spec, prices);
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
