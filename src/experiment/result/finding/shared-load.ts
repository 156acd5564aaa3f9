import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';

/** A part of a target's load, and the instances that served it. */
export interface ServedLoad {
  readonly sent: number;
  readonly answered: number;
  /** Distinct instances; 0 where no answer names one. */
  readonly distinct: number;
}

/** The same load on two targets, and the repeats that it covers. */
export interface SharedLoads {
  readonly subject: ServedLoad;
  readonly baseline: ServedLoad;
  readonly repeats: number;
  /** Every repeat had these loads; otherwise they are those of all repeats together. */
  readonly areEach: boolean;
}

export const wholeLoad = ({ requests: { sent, answered }, environments: { distinct } }: TargetResult): ServedLoad => ({
  sent,
  answered,
  distinct: distinct ?? 0,
});

export const hadSameLoad = (one: TargetResult, other: TargetResult): boolean =>
  one.requests.sent === other.requests.sent && loadOf(one) === loadOf(other);

/** The common phase with the most instances. */
export function sharedPhase(subject: TargetResult, baseline: TargetResult): string | undefined {
  const theirs = new Set(sending(baseline.phases).map(({ name }) => name));
  const names = [...new Set(sending(subject.phases).map(({ name }) => name))].filter((name) => theirs.has(name));
  return names.toSorted(
    (a, b) => loadOfPhases(subject, { phase: b }).distinct - loadOfPhases(subject, { phase: a }).distinct,
  )[0];
}

/**
 * Each repeat has its own instances. If all repeats have equal counts, it is the count of one, else that of all together.
 * @param phase absent: the whole load.
 */
export function sharedLoads(subject: TargetResult, baseline: TargetResult, phase: string | undefined): SharedLoads {
  const each = [...new Set(subject.phases.map(({ repeat }) => repeat))].map((repeat) => ({
    subject: loadOfPhases(subject, { phase, repeat }),
    baseline: loadOfPhases(baseline, { phase, repeat }),
  }));
  const repeats = each.length;
  const [first, ...others] = each;
  const areSame = others.every((loads) => JSON.stringify(loads) === JSON.stringify(first));
  if (first !== undefined && repeats > 1 && areSame) return { ...first, repeats, areEach: true };
  const servedBy = (target: TargetResult) =>
    phase === undefined ? wholeLoad(target) : loadOfPhases(target, { phase });
  return { subject: servedBy(subject), baseline: servedBy(baseline), repeats, areEach: false };
}

/** Phases with sent requests. */
const loadOf = ({ phases }: TargetResult): string =>
  JSON.stringify(sending(phases).map(({ name, repeat, requests }) => [repeat, name, requests.sent]));

const sending = (phases: readonly PhaseResult[]): PhaseResult[] => phases.filter(({ requests }) => requests.sent > 0);

/** Phases with this name and repeat; without one of them, all. */
function loadOfPhases(
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
