import type { Comparison, PhaseResult, TargetResult } from '../../model/run-result.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';
import { adviceOf, type SharedLoad } from './advice.ts';

/**
 * The finding in one sentence that a reviewer can quote, and a second one about cost and latency. It states only measurements
 * and their scope: the instances of the whole load if both targets had the same load, else those of the phase that both had.
 * Memory and waiting always cover the whole load.
 */
export function findingOf(targets: readonly TargetResult[], comparison: Comparison | undefined): string {
  const subject = targets
    .filter(({ name }) => name !== comparison?.baseline)
    .sort((a, b) => b.environments.distinct - a.environments.distinct || functionsFirst(a, b))[0];
  const baseline = targets.find(({ name, status }) => name === comparison?.baseline && status !== 'not-started');
  if (subject === undefined || subject.environments.distinct === 0) return rollOf(targets);
  if (baseline === undefined)
    return `${answerClause(subject, wholeLoad(subject))}${takenOf(subject, comparison, true)}.`;
  const finding = `${besideClause(subject, baseline)}${takenOf(subject, comparison, sameLoad(subject, baseline))}.`;
  const advice = adviceOf(subject, baseline, shareOf(subject, baseline));
  return advice === undefined ? finding : `${finding} ${advice}`;
}

/** The common load for comparing percentiles, which cannot be merged over several phases. */
function shareOf(subject: TargetResult, baseline: TargetResult): SharedLoad | undefined {
  if (sameLoad(subject, baseline))
    return { place: 'in this load', latencyOf: ({ latencyMs }) => latencyMs.serviceTime.all };
  const phase = sharedPhase(subject, baseline);
  const only = ({ phases }: TargetResult) => phases.filter(({ name }) => name === phase);
  if (phase === undefined || only(subject).length !== 1 || only(baseline).length !== 1) return undefined;
  return { place: `in phase ${phase}`, latencyOf: (target) => only(target)[0]?.latencyMs.serviceTime.all };
}

/** Prefers a function to a cluster of servers. */
const functionsFirst = (a: TargetResult, b: TargetResult): number => Number(isServer(a)) - Number(isServer(b));

const isServer = ({ kind }: TargetResult): boolean => kindNamed(kind)?.isServer === true;

/** A part of a target's load, and the instances that served it. */
interface ServedLoad {
  readonly sent: number;
  readonly answered: number;
  readonly distinct: number;
}

const wholeLoad = ({ requests: { sent, answered }, environments: { distinct } }: TargetResult): ServedLoad => ({
  sent,
  answered,
  distinct,
});

function besideClause(subject: TargetResult, baseline: TargetResult): string {
  const phase = sameLoad(subject, baseline) ? undefined : sharedPhase(subject, baseline);
  if (phase === undefined && !sameLoad(subject, baseline))
    return `${answerClause(subject, wholeLoad(subject))}, and, with another load, ${answerClause(baseline, wholeLoad(baseline))}`;
  const counted = countedIn(subject, baseline, phase);
  const place = [...(phase === undefined ? [] : [`in phase ${phase}`]), ...counted.over].join(', ');
  const clause = `${answerClause(subject, counted.subject)} where ${needClause(baseline, counted.baseline, counted.subject)}`;
  return place === '' ? clause : `${place.slice(0, 1).toUpperCase()}${place.slice(1)}, ${clause}`;
}

/** Each repeat has its own instances. If all repeats have equal counts, it is the count of one, else that of all together. */
function countedIn(subject: TargetResult, baseline: TargetResult, phase: string | undefined) {
  const rolls = repeatsIn(subject).map((repeat) => ({
    subject: rollOfPhases(subject, { phase, repeat }),
    baseline: rollOfPhases(baseline, { phase, repeat }),
  }));
  const [first, ...others] = rolls;
  if (
    first !== undefined &&
    others.length > 0 &&
    others.every((roll) => JSON.stringify(roll) === JSON.stringify(first))
  )
    return { ...first, over: [`in each of ${rolls.length} repeats`] };
  const over = rolls.length > 1 ? [`over ${rolls.length} repeats`] : [];
  if (phase === undefined) return { subject: wholeLoad(subject), baseline: wholeLoad(baseline), over };
  return { subject: rollOfPhases(subject, { phase }), baseline: rollOfPhases(baseline, { phase }), over };
}

const repeatsIn = ({ phases }: TargetResult): number[] => [...new Set(phases.map(({ repeat }) => repeat))];

const answerClause = (target: TargetResult, { sent, answered, distinct }: ServedLoad): string =>
  `${target.name} answered ${answered === sent ? count(answered, 'request') : `${answered} of ${count(sent, 'request')}`} with ${instances(target, distinct)}`;

const needClause = (target: TargetResult, own: ServedLoad, beside: ServedLoad): string =>
  own.answered === beside.answered
    ? `${target.name} needed ${instances(target, own.distinct)}`
    : `${target.name} answered ${own.answered} with ${instances(target, own.distinct)}`;

const sameLoad = (one: TargetResult, other: TargetResult): boolean =>
  one.requests.sent === other.requests.sent && loadOf(one) === loadOf(other);

/** Phases with sent requests. */
const loadOf = ({ phases }: TargetResult): string =>
  JSON.stringify(sending(phases).map(({ name, repeat, requests }) => [repeat, name, requests.sent]));

const sending = (phases: readonly PhaseResult[]): PhaseResult[] => phases.filter(({ requests }) => requests.sent > 0);

/** The common phase with the most instances. */
function sharedPhase(subject: TargetResult, baseline: TargetResult): string | undefined {
  const theirs = new Set(sending(baseline.phases).map(({ name }) => name));
  const names = [...new Set(sending(subject.phases).map(({ name }) => name))].filter((name) => theirs.has(name));
  return names.toSorted(
    (a, b) => rollOfPhases(subject, { phase: b }).distinct - rollOfPhases(subject, { phase: a }).distinct,
  )[0];
}

/** Phases with this name and repeat; without one of them, all. */
function rollOfPhases(
  { phases }: TargetResult,
  { phase, repeat }: { readonly phase?: string | undefined; readonly repeat?: number },
): ServedLoad {
  const own = phases.filter(
    (one) => (phase === undefined || one.name === phase) && (repeat === undefined || one.repeat === repeat),
  );
  const ids = own.flatMap(({ environments }) => environments.list.map(({ instanceId }) => instanceId));
  return {
    sent: own.reduce((sum, { requests }) => sum + requests.sent, 0),
    answered: own.reduce((sum, { requests }) => sum + requests.answered, 0),
    distinct: own.length === 1 ? (own[0]?.environments.distinct ?? 0) : new Set(ids).size,
  };
}

function instances({ kind }: TargetResult, distinct: number): string {
  if (distinct === 0) return 'unidentified instances';
  const { one, many } = kindNamed(kind)?.instance ?? { one: 'instance', many: 'instances' };
  return count(distinct, one, many);
}

const rollOf = (targets: readonly TargetResult[]): string =>
  `${targets.map((target) => `${target.name} ${rollClause(target)}`).join('; ')}.`;

const rollClause = (target: TargetResult): string =>
  target.status === 'not-started'
    ? 'was not started'
    : target.requests.answered === 0
      ? `answered none of ${count(target.requests.sent, 'request')}`
      : `answered ${target.requests.answered} of ${count(target.requests.sent, 'request')} with ${instances(target, target.environments.distinct)}`;

/** Memory and waiting of the subject over its whole load. */
function takenOf(subject: TargetResult, comparison: Comparison | undefined, saidOfAll: boolean): string {
  const taken = [memoryClause(subject, comparison), waitingClause(subject)].filter((clause) => clause !== undefined);
  if (taken.length === 0) return '';
  return `; ${saidOfAll ? '' : 'over its whole load '}${taken.join(', and ')}`;
}

function memoryClause({ name }: TargetResult, comparison: Comparison | undefined): string | undefined {
  const multiplier = comparison?.targets.find((target) => target.name === name)?.memoryMultiplier;
  const times = multiplier?.pss ?? multiplier?.rss;
  return times === undefined ? undefined : `it took ${times.toFixed(1)} times the memory`;
}

function waitingClause({ utilization, billing }: TargetResult): string | undefined {
  if (utilization === undefined || billing === undefined) return undefined;
  return `${Math.round((100 * utilization.waitingMs) / billing.billedMs)} % of its billed time was waiting`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
