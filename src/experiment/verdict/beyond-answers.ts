import type { TargetResult } from '../../model/run-result.ts';
import { latencyPercentiles } from '../../stats/latency.ts';
import { rankOf } from '../../stats/percentile.ts';
import { answeredOf, withoutAnswer } from '../../stats/request-counts.ts';
import { count } from '../../text/format.ts';
import { outcomes } from './unanswered-text.ts';

/**
 * Why a percentile or the maximum of a latency is not known: requests that timed out or failed rank above every answer. Undefined where
 * it is known, or absent for another reason.
 */
export function beyondAnswers(target: TargetResult, path: readonly string[]): string | undefined {
  const [whole, time, part, figure] = path;
  if (whole !== 'latencyMs' || (part !== 'all' && part !== 'cold' && part !== 'warm')) return undefined;
  const { requests, latencyMs } = target;
  const answers = (time === 'responseTime' ? latencyMs.responseTime : latencyMs.serviceTime)[part]?.count;
  if (answers === undefined || withoutAnswer(requests) === 0) return undefined;
  const percent = figure === 'max' ? 100 : latencyPercentiles.find(({ key }) => key === figure)?.percent;
  if (percent === undefined || rankOf(percent, answers, answeredOf(requests)) <= answers) return undefined;
  return `${figure} is above the answered share: ${count(requests.answered)} ${outcomes({ target: target.name, requests })}`;
}
