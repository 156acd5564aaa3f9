import type { TargetResult } from '../../model/run-result.ts';
import { rankOf } from '../../stats/percentile.ts';
import { answeredOf, withoutAnswer } from '../../stats/request-counts.ts';
import { count } from '../../text/format.ts';
import { percentOf } from '../../text/percentiles.ts';
import { outcomes } from './unanswered-text.ts';

/**
 * Why a percentile or the maximum of a latency is not known: requests that timed out or failed rank above every answer. Undefined where
 * it is known, or absent for another reason.
 */
export function beyondAnswers(target: TargetResult, path: readonly string[]): string | undefined {
  const [whole, time, part] = path;
  const figure = path.at(-1) ?? '';
  if (whole !== 'latencyMs' || (part !== 'all' && part !== 'cold' && part !== 'warm')) return undefined;
  const { requests, latencyMs } = target;
  const split = time === 'responseTime' || time === 'timeToFirstByte' ? latencyMs[time] : latencyMs.serviceTime;
  const answers = split?.[part]?.count;
  if (answers === undefined || withoutAnswer(requests) === 0) return undefined;
  const percent = figure === 'max' ? 100 : percentOf(figure);
  if (percent === undefined || rankOf(percent, answers, answeredOf(requests)) <= answers) return undefined;
  return `${figure} is above the answered share: ${count(requests.answered)} ${outcomes({ target: target.name, requests })}`;
}
