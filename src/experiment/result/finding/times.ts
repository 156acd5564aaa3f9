import type { TargetResult } from '../../../model/run-result.ts';
import { ms, percent } from '../../../text/format.ts';
import type { Both, IsShortOfCpu } from './instance-words.ts';

/** Of service times. */
export interface Median {
  /** Of which load. */
  readonly scope: string;
  of(target: TargetResult): Both;
}

export const mediansIn = (of: Pick<TargetResult, 'latencyMs' | 'projected'> | undefined): Both => ({
  measured: of?.latencyMs.serviceTime.all?.p50,
  projected: of?.projected?.latencyMs.p50,
});

/**
 * Which share of the billed time was waiting, and the medians, in one sentence. Projected shares do not depend on this machine.
 * Undefined if neither is known.
 */
export function timesOf(
  targets: readonly TargetResult[],
  medians: Median | string | undefined,
  isShort: IsShortOfCpu,
): string | undefined {
  const latency = typeof medians === 'string' ? medians : medians && mediansOf(targets, medians, isShort);
  const clauses = [waitingOf(targets), latency].filter((clause) => clause !== undefined);
  if (clauses.length === 0) return undefined;
  const text = clauses.join('; ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** `waiting share of billed time: event 95% (projected), web 90%` */
function waitingOf(targets: readonly TargetResult[]): string | undefined {
  const shares = targets.flatMap((target) => {
    const share = target.projected?.waitingShareOfBilled ?? target.utilization?.waitingShareOfBilled;
    return share === undefined ? [] : [{ name: target.name, share, isProjected: target.projected !== undefined }];
  });
  const [first] = shares;
  if (first === undefined) return undefined;
  if (shares.length === 1)
    return `${percent(first.share)} of the ${first.isProjected ? 'projected ' : ''}billed time of ${first.name} ${first.isProjected ? 'is' : 'was'} waiting`;
  const all = shares.map(
    ({ name, share, isProjected }) => `${name} ${percent(share)}${isProjected ? ' (projected)' : ''}`,
  );
  return `waiting share of billed time: ${all.join(', ')}`;
}

/** Measured, as those of a server are; of a target that was short of CPU the projected one first. Each says what it is. */
function mediansOf(targets: readonly TargetResult[], { scope, of }: Median, isShort: IsShortOfCpu): string | undefined {
  const known = targets.flatMap((target) => {
    const { measured, projected } = of(target);
    return measured === undefined ? [] : [{ target, measured, projected }];
  });
  if (known.length < 2) return undefined;
  if (!known.some(({ target }) => isShort(target)))
    return `measured ${scope}: ${known.map(({ target, measured }) => `${target.name} ${ms(measured)}`).join(', ')}`;
  const clauses = known.map(({ target, measured, projected }) =>
    isShort(target)
      ? `${target.name} ${projectedFirst(projected === undefined ? undefined : ms(projected), ms(measured))}`
      : `${target.name} ${ms(measured)} measured`,
  );
  return `${scope}: ${clauses.join(', ')}`;
}

/** Of a target that was short of CPU: measured times are not quoted alone, as they depend on this machine. */
export const projectedFirst = (projected: string | undefined, measured: string): string =>
  projected === undefined ? `${measured} (measured, short of CPU)` : `${projected} projected (${measured} measured)`;
