import type { Comparison, TargetResult } from '../../../model/run-result.ts';
import { count, counted, times } from '../../../text/format.ts';
import { bothInstances, type IsShortOfCpu, instances } from './instance-words.ts';
import { hadSameLoad, type ServedLoad, sharedLoads, sharedPhase, wholeLoad } from './shared-load.ts';

interface Pair {
  readonly subject: TargetResult;
  readonly baseline: TargetResult;
}

/** The instances of the whole load if both targets had the same load, else those of the phase that both had; and the memory. */
export function rollOfPair(
  { subject, baseline }: Pair,
  comparison: Comparison | undefined,
  isShort: IsShortOfCpu,
): string {
  const rss = comparison?.targets.find(({ name }) => name === subject.name)?.memoryMultiplier?.rss;
  const scope = hadSameLoad(subject, baseline) ? '' : 'over the whole load ';
  const memory = rss === undefined ? '' : `; ${scope}${subject.name} used ${times(rss)} the memory (RSS)`;
  return `${besideClause(subject, baseline, isShort)}${memory}.`;
}

/** Of targets that are compared with none. */
export const rollOfEach = (targets: readonly TargetResult[], isShort: IsShortOfCpu): string =>
  targets
    .map((target) =>
      (target.environments.distinct ?? 0) > 0
        ? `${answerClause(target, wholeLoad(target), isShort)}.`
        : `${servedClause(target)}.`,
    )
    .join(' ');

/** Of targets whose instances are not known. */
export const servedBy = (targets: readonly TargetResult[]): string => `${targets.map(servedClause).join('; ')}.`;

function besideClause(subject: TargetResult, baseline: TargetResult, isShort: IsShortOfCpu): string {
  const isSame = hadSameLoad(subject, baseline);
  const phase = isSame ? undefined : sharedPhase(subject, baseline);
  if (phase === undefined && !isSame)
    return `${answerClause(subject, wholeLoad(subject), isShort)}, and, with another load, ${answerClause(baseline, wholeLoad(baseline), isShort)}`;
  const loads = sharedLoads(subject, baseline, phase);
  const over = loads.areEach ? `in each of ${loads.repeats} repeats` : `over ${loads.repeats} repeats`;
  const place = [...(phase === undefined ? [] : [`in phase ${phase}`]), ...(loads.repeats > 1 ? [over] : [])].join(
    ', ',
  );
  const clause = `${answerClause(subject, loads.subject, isShort)} where ${needClause(baseline, loads.baseline, loads.subject)}`;
  return place === '' ? clause : `${place.slice(0, 1).toUpperCase()}${place.slice(1)}, ${clause}`;
}

function answerClause(target: TargetResult, load: ServedLoad, isShort: IsShortOfCpu): string {
  const { sent, answered, distinct } = load;
  const requests =
    answered === sent ? counted(answered, 'request') : `${count(answered)} of ${counted(sent, 'request')}`;
  // The projected count is of the whole load.
  const projected = distinct === target.environments.distinct ? target.projected?.environments : undefined;
  return `${target.name} answered ${requests} with ${bothInstances(target, { measured: distinct, projected }, isShort)}`;
}

const needClause = (target: TargetResult, own: ServedLoad, beside: ServedLoad): string =>
  own.answered === beside.answered
    ? `${target.name} needed ${instances(target, own.distinct)}`
    : `${target.name} answered ${count(own.answered)} with ${instances(target, own.distinct)}`;

function servedClause(target: TargetResult): string {
  const { name, status, requests } = target;
  if (status === 'not-started') return `${name} was not started`;
  if (requests.answered === 0) return `${name} answered none of ${counted(requests.sent, 'request')}`;
  const part = `${count(requests.answered)} of ${counted(requests.sent, 'request')}`;
  const { distinct } = target.environments;
  return distinct === undefined
    ? `${name} answered ${part}; the answers do not name their instances, which are not counted (docs/tagging.md)`
    : `${name} answered ${part} with ${instances(target, distinct)}`;
}
