import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { count, plain, usd } from '../../text/format.ts';
import { billNoteLines, unknownPriceLines } from '../figures/price-note.ts';

/** A line for the cost of each deployed function beside its forecast, each note on a bill, and each target without a cost. */
export const costLines = ({ targets, prices }: RunResult): string[] => [
  ...targets.flatMap((target) => (target.forecast === undefined ? [] : [costLine(target, target.forecast)])),
  ...billNoteLines(targets),
  ...unknownPriceLines(prices),
];

function costLine({ name, billing }: TargetResult, forecast: NonNullable<TargetResult['forecast']>): string {
  const { usdLow, usdHigh, gbSecondsLow, gbSecondsHigh, requests } = forecast;
  const load = `${count(requests)} requests, ${plain(gbSecondsLow)} to ${plain(gbSecondsHigh)} GB-s`;
  const planned =
    usdLow === undefined || usdHigh === undefined
      ? `forecast ${load}`
      : `forecast ${usd(usdLow)} to ${usd(usdHigh)} (${load})`;
  if (billing === undefined) return `${name}: cost not known, ${planned}`;
  const left = billing.leftOut ? ` excluding ${count(billing.leftOut)} requests` : '';
  const below =
    usdLow !== undefined && billing.usd < usdLow
      ? ', less than forecast: the deployed function does less than the workload in the scenario'
      : '';
  return `${name}: cost ${usd(billing.usd)}${left}${billing.source === 'estimated' ? ' (estimated)' : ''}, ${planned}${below}`;
}
