import type { Comparison, TargetResult } from '../../model/run-result.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { count, counted, times } from '../../text/format.ts';
import { adviceOf, type SharedLatency } from './advice.ts';
import { needsOfEvery } from './finding/every-target.ts';
import { growthOf } from './finding/growth.ts';
import { instances } from './finding/instance-words.ts';
import { waitingClause } from './finding/waiting.ts';
import { hadSameLoad, type ServedLoad, sharedLoads, sharedPhase, wholeLoad } from './shared-load.ts';

/**
 * The finding in one sentence that a reviewer can quote, and a second one about cost and latency. It states only measurements
 * and their scope: the instances of the whole load if both targets had the same load, else those of the phase that both had.
 * Memory and waiting always cover the whole load.
 */
export function findingOf(targets: readonly TargetResult[], comparison: Comparison | undefined): string {
  const subject = targets
    .filter(({ name }) => name !== comparison?.baseline)
    .sort((a, b) => distinctOf(b) - distinctOf(a) || functionsFirst(a, b))[0];
  const baseline = targets.find(({ name, status }) => name === comparison?.baseline && status !== 'not-started');
  if (subject === undefined || distinctOf(subject) === 0) return servedOf(targets);
  const ofAll = findingOfAll(targets);
  if (baseline === undefined) return ofAll ?? targets.map(aloneSentence).join(' ');
  const finding =
    ofAll ?? `${besideClause(subject, baseline)}${usageOf(subject, comparison, hadSameLoad(subject, baseline))}.`;
  const advice = adviceOf(subject, baseline, sharedLatency(subject, baseline), comparison?.breakEven);
  return advice === undefined ? finding : `${finding} ${advice}`;
}

const distinctOf = ({ environments }: TargetResult): number => environments.distinct ?? 0;

/** With more than two targets, what every one needed; with bursts of several sizes, how that grows. */
const findingOfAll = (targets: readonly TargetResult[]): string | undefined =>
  growthOf(targets) ?? (targets.length > 2 ? needsOfEvery(targets) : undefined);

/** The common load for comparing percentiles, which cannot be merged over several phases. */
function sharedLatency(subject: TargetResult, baseline: TargetResult): SharedLatency | undefined {
  if (hadSameLoad(subject, baseline)) return { place: 'in this load', medianOf };
  const phase = sharedPhase(subject, baseline);
  const only = ({ phases }: TargetResult) => phases.filter(({ name }) => name === phase);
  if (phase === undefined || only(subject).length !== 1 || only(baseline).length !== 1) return undefined;
  return { place: `in phase ${phase}`, medianOf: (target) => medianOf(only(target)[0]) };
}

const medianOf = (measured: Pick<TargetResult, 'latencyMs'> | undefined): number | undefined =>
  measured?.latencyMs.serviceTime.all?.p50;

/** Prefers a function to a cluster of servers. */
const functionsFirst = (a: TargetResult, b: TargetResult): number => Number(isServer(a)) - Number(isServer(b));

function besideClause(subject: TargetResult, baseline: TargetResult): string {
  const isSame = hadSameLoad(subject, baseline);
  const phase = isSame ? undefined : sharedPhase(subject, baseline);
  if (phase === undefined && !isSame)
    return `${answerClause(subject, wholeLoad(subject))}, and, with another load, ${answerClause(baseline, wholeLoad(baseline))}`;
  const loads = sharedLoads(subject, baseline, phase);
  const over = loads.areEach ? `in each of ${loads.repeats} repeats` : `over ${loads.repeats} repeats`;
  const place = [...(phase === undefined ? [] : [`in phase ${phase}`]), ...(loads.repeats > 1 ? [over] : [])].join(
    ', ',
  );
  const clause = `${answerClause(subject, loads.subject)} where ${needClause(baseline, loads.baseline, loads.subject)}`;
  return place === '' ? clause : `${place.slice(0, 1).toUpperCase()}${place.slice(1)}, ${clause}`;
}

function answerClause(target: TargetResult, { sent, answered, distinct }: ServedLoad): string {
  const requests =
    answered === sent ? counted(answered, 'request') : `${count(answered)} of ${counted(sent, 'request')}`;
  return `${target.name} answered ${requests} with ${instances(target, distinct)}${projectedBeside(target, distinct)}`;
}

/** Of the whole load: this machine added or lost instances where the counts differ. */
function projectedBeside({ environments, projected }: TargetResult, distinct: number): string {
  const expected = projected?.environments;
  const differs = distinct === environments.distinct && expected !== undefined && expected !== distinct;
  return differs ? ` (${count(expected)} projected)` : '';
}

const needClause = (target: TargetResult, own: ServedLoad, beside: ServedLoad): string =>
  own.answered === beside.answered
    ? `${target.name} needed ${instances(target, own.distinct)}`
    : `${target.name} answered ${count(own.answered)} with ${instances(target, own.distinct)}`;

const isServer = ({ kind }: TargetResult): boolean => kindNamed(kind)?.isServer === true;

/** Of a target that is compared with none. */
function aloneSentence(target: TargetResult): string {
  const isCounted = distinctOf(target) > 0;
  const clause = isCounted ? answerClause(target, wholeLoad(target)) : servedClause(target);
  return `${clause}${isCounted ? usageOf(target, undefined, true) : ''}.`;
}

const servedOf = (targets: readonly TargetResult[]): string => `${targets.map(servedClause).join('; ')}.`;

function servedClause(target: TargetResult): string {
  const { name, status, requests } = target;
  if (status === 'not-started') return `${name} was not started`;
  if (requests.answered === 0) return `${name} answered none of ${counted(requests.sent, 'request')}`;
  const part = `${count(requests.answered)} of ${counted(requests.sent, 'request')}`;
  const { distinct } = target.environments;
  return distinct === undefined
    ? `${name} answered ${part}; its answers do not name their instances, which are not counted (docs/tagging.md)`
    : `${name} answered ${part} with ${instances(target, distinct)}`;
}

/** Memory and waiting of the subject over its whole load. */
function usageOf(subject: TargetResult, comparison: Comparison | undefined, isSameLoad: boolean): string {
  const used = [memoryClause(subject, comparison), waitingClause(subject)].filter((clause) => clause !== undefined);
  return used.length === 0 ? '' : `; ${isSameLoad ? '' : 'over its whole load '}${used.join(', and ')}`;
}

function memoryClause({ name }: TargetResult, comparison: Comparison | undefined): string | undefined {
  const multiplier = comparison?.targets.find((target) => target.name === name)?.memoryMultiplier;
  return multiplier?.rss === undefined ? undefined : `it used ${times(multiplier.rss)} the memory (RSS)`;
}
