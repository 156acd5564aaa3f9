import type { EnvironmentLife, Environments } from '../../model/measures.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { type Span, type Steps, stepsOf } from '../../stats/instances/steps.ts';
import { kindNamed } from '../../target-kinds/target-kinds.ts';

/** A server that the run starts: all its processes are there before the load, and until its end, busy or idle. */
export const isThereThroughout = ({ kind }: Pick<TargetResult, 'kind'>): boolean => {
  const known = kindNamed(kind);
  return known?.where === 'started' && known.isServer;
};

/** Whether the platform reports its environments, and none of them was stopped in this phase or load. */
export const keptAll = ({ environments: { lives } }: { readonly environments: Pick<Environments, 'lives'> }): boolean =>
  lives !== undefined && lives.stoppedIdle + lives.stoppedOther === 0;

/**
 * Instances alive in a window of the first repeat, in ms from its begin: as the platform reports them, else as their answers show. What is
 * alive at the end of the window stays so: the level does not fall there.
 */
export function aliveWithin(target: TargetResult, { fromMs, toMs }: Span): Steps {
  const { environmentCurve: curve } = target;
  const spanMs = toMs - fromMs;
  if (curve === undefined) {
    const spans = firstRepeat(target).map((life) => aliveSpan(life, target, { fromMs, toMs }));
    return stepsOf(spans.filter((span) => span.toMs > span.fromMs)).filter(([atMs]) => atMs < spanMs);
  }
  const before = curve.findLast(({ atMs }) => atMs <= fromMs)?.alive ?? 0;
  const inside = curve.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  return [[0, before], ...inside.map(({ atMs, alive }) => [atMs - fromMs, alive] as const)];
}

function aliveSpan(
  { firstSeenAtMs, lastSeenAtMs }: EnvironmentLife,
  target: TargetResult,
  { fromMs, toMs }: Span,
): Span {
  if (isThereThroughout(target)) return { fromMs: 0, toMs: toMs - fromMs };
  return { fromMs: Math.max(0, firstSeenAtMs - fromMs), toMs: Math.min(toMs, lastSeenAtMs) - fromMs };
}

/** Each repeat starts its targets again, and so has instances of its own. */
export function firstRepeat({ phases, environments: { list } }: TargetResult): EnvironmentLife[] {
  const endMs = phases.findLast(({ repeat }) => repeat === 0)?.finishedAtMs ?? Number.POSITIVE_INFINITY;
  return list.filter(({ firstSeenAtMs }) => firstSeenAtMs <= endMs);
}
