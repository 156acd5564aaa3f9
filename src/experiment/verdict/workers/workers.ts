import { phaseModules } from '../../../load/phase-modules.ts';
import type { PhaseResult, TargetResult } from '../../../model/run-result.ts';
import type { WorkerPhase, WorkerResult } from '../../../model/schema/client/workers.ts';
import { startSpreadMs } from '../../../stats/clock/start-spread.ts';
import { limit } from '../limits.ts';
import { present, type Reason, reasonFor } from '../reason.ts';

/** Whether several workers fired one load: all of it, together, on clocks that are known. */
export function workerReasons(target: TargetResult): Reason[] {
  const { workers = [] } = target.client;
  return present([
    lostReason(target, workers),
    missingReason(target, workers),
    startsReason(target, workers),
    clockReason(target, workers),
    unobservedReason(target, workers),
  ]);
}

function lostReason({ name: target }: TargetResult, workers: readonly WorkerResult[]): Reason | undefined {
  const lost = workers
    .flatMap(({ name: worker, lost: loss }) => (loss ? [{ worker, atMs: loss.atMs, why: loss.reason }] : []))
    .sort((a, b) => a.atMs - b.atMs);
  return lost[0] && reasonFor('worker-lost', { target, lost: lost.length, workers: workers.length, ...lost[0] });
}

/** Weighs the worst phase: a burst of which a part is missing is a smaller burst. */
function missingReason({ name: target, phases }: TargetResult, workers: readonly WorkerResult[]): Reason | undefined {
  const all = phases.map((phase) => missingOf(phase, partsOf(phase, workers)));
  const incomplete = all
    .filter(({ missing, isAtLeast }) => missing > 0 || isAtLeast)
    .sort((a, b) => b.missing - a.missing);
  const [worst] = incomplete;
  if (worst === undefined) return undefined;
  const total = (of: (phase: Missing) => number) => all.reduce((sum, phase) => sum + of(phase), 0);
  const facts = {
    ...{ target, phase: worst.phase },
    missing: total(({ missing }) => missing),
    expected: total(({ expected }) => expected),
    isAtLeast: incomplete.some(({ isAtLeast }) => isAtLeast),
  };
  return reasonFor('samples-missing', facts, incomplete.some(isAnotherLoad) ? 'INVALID' : 'SUSPECT');
}

const isAnotherLoad = ({ kind, missing, expected }: Missing): boolean =>
  phaseModules[kind].releasesTogether || missing > limit.highestMissingShare * expected;

interface Missing {
  readonly phase: string;
  readonly kind: PhaseResult['kind'];
  readonly missing: number;
  readonly expected: number;
  /** Nobody knows how many a worker would have sent. */
  readonly isAtLeast: boolean;
}

function missingOf({ name: phase, kind }: PhaseResult, parts: readonly WorkerPhase[]): Missing {
  const expectedOf = ({ sent, planned, received }: WorkerPhase) => sent ?? planned ?? received;
  const expected = parts.reduce((sum, part) => sum + expectedOf(part), 0);
  const received = parts.reduce((sum, part) => sum + part.received, 0);
  const isAtLeast = parts.some(({ sent, planned }) => sent === undefined && planned === undefined);
  return { phase, kind, missing: expected - received, expected, isAtLeast };
}

/** Reports the phase whose starts are furthest apart beside its median. A start counts from when the worker's own first request was due. */
function startsReason({ name: target, phases }: TargetResult, workers: readonly WorkerResult[]): Reason | undefined {
  const [worst] = phases
    .flatMap((phase) => apart(phase, partsOf(phase, workers)))
    .sort((a, b) => Number(b.isAnother) - Number(a.isAnother) || b.spreadMs / b.medianMs - a.spreadMs / a.medianMs);
  if (worst === undefined) return undefined;
  const { isAnother, ...facts } = worst;
  return reasonFor('worker-starts', { target, ...facts }, isAnother ? 'INVALID' : 'SUSPECT');
}

function apart(phase: PhaseResult, parts: readonly WorkerPhase[]) {
  const { name, kind, latencyMs, startedAtMs, finishedAtMs } = phase;
  const medianMs = latencyMs.serviceTime.all?.p50;
  const spreadMs = startSpreadMs(parts);
  if (medianMs === undefined || spreadMs === undefined) return [];
  const leastMs = phaseModules[kind].releasesTogether ? 0 : limit.leastLagMs;
  const isAnother = spreadMs > limit.highestStartShare * (finishedAtMs - startedAtMs);
  const isApart = spreadMs > Math.max(leastMs, limit.smallShare * medianMs);
  return isApart ? [{ phase: name, spreadMs, medianMs, isAnother }] : [];
}

/** Reports the clock that is known least. */
function clockReason({ name: target, latencyMs }: TargetResult, workers: readonly WorkerResult[]): Reason | undefined {
  const medianMs = latencyMs.serviceTime.all?.p50;
  if (medianMs === undefined) return undefined;
  const unknown = workers.find(({ clock, lost }) => clock === undefined && lost === undefined);
  if (unknown !== undefined)
    return reasonFor('worker-clock', { target, medianMs, worker: unknown.name, boundMs: undefined });
  const [worst] = workers
    .flatMap(({ name: worker, clock }) => (clock ? [{ worker, boundMs: clock.boundMs }] : []))
    .sort((a, b) => b.boundMs - a.boundMs);
  if (worst === undefined || worst.boundMs <= Math.max(limit.leastLagMs, limit.smallShare * medianMs)) return undefined;
  return reasonFor('worker-clock', { target, medianMs, ...worst });
}

function unobservedReason({ name: target }: TargetResult, workers: readonly WorkerResult[]): Reason | undefined {
  const silent = workers.filter(({ unobserved }) => unobserved === true);
  const [first] = silent;
  return first && reasonFor('worker-unobserved', { target, worker: first.name, unobserved: silent.length });
}

/** What each worker did in a phase. */
const partsOf = ({ name, repeat }: PhaseResult, workers: readonly WorkerResult[]): WorkerPhase[] =>
  workers.flatMap(({ phases }) => phases.filter((part) => part.phase === name && part.repeat === repeat));
