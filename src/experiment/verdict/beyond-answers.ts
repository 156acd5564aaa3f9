import type { TargetResult } from '../../model/run-result.ts';
import { latencyPercentiles, rankOf } from '../../stats/latency.ts';
import { answeredShare, withoutAnswer } from '../../stats/request-counts.ts';
import { outcomes } from './unanswered-text.ts';

/**
 * Why a percentile or the maximum of a latency is not known: requests that timed out or failed rank above every answer. Undefined where
 * it is known, or absent for another reason.
 */
export function beyondAnswers(target: TargetResult, path: readonly string[]): string | undefined {
  const [whole, time, part, figure] = path;
  if (whole !== 'latencyMs' || (part !== 'all' && part !== 'cold' && part !== 'warm')) return undefined;
  const { requests, latencyMs } = target;
  const count = (time === 'responseTime' ? latencyMs.responseTime : latencyMs.serviceTime)[part]?.count;
  if (count === undefined || withoutAnswer(requests) === 0) return undefined;
  const percent = figure === 'max' ? 100 : latencyPercentiles.find(({ key }) => key === figure)?.percent;
  if (percent === undefined || rankOf(percent, count, answeredShare(requests)) <= count) return undefined;
  return `${figure} is above the answered share: ${requests.answered} ${outcomes({ target: target.name, requests })}`;
}
