import type { TargetResult } from '../../../model/run-result.ts';
import { ms, percent } from '../../../text/format.ts';

/** Service times as measured: a server has no projected ones, and one basis is for all. */
export interface Median {
  /** Of which load. */
  readonly scope: string;
  of(target: TargetResult): number | undefined;
}

/**
 * Which share of the billed time was waiting, and the medians, in one sentence. Projected shares do not depend on this machine.
 * Undefined if neither is known.
 */
export function timesOf(targets: readonly TargetResult[], medians: Median | string | undefined): string | undefined {
  const latency = typeof medians === 'string' ? medians : medians && mediansOf(targets, medians);
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

function mediansOf(targets: readonly TargetResult[], { scope, of }: Median): string | undefined {
  const known = targets.flatMap((target) => {
    const median = of(target);
    return median === undefined ? [] : [`${target.name} ${ms(median)}`];
  });
  return known.length < 2 ? undefined : `${scope}: ${known.join(', ')}`;
}
