import type { TargetResult } from '../../../model/run-result.ts';
import type { BySize } from '../../../model/schema/by-size.ts';
import { count, counted, mb, ms } from '../../../text/format.ts';
import { instanceWords } from './instance-words.ts';

/**
 * How instances and memory grow with the size of a burst, and how the medians do, for every target that had bursts of several sizes.
 * Undefined if none had. Latencies are measured, as those of servers are, too.
 */
export function growthOf(targets: readonly TargetResult[]): { roll: string; medians: string | undefined } | undefined {
  const grown = targets.flatMap((target) => {
    const phase = target.phases.find(({ bySize }) => bySize !== undefined && bySize.length > 1);
    const [first, last] = [phase?.bySize?.[0], phase?.bySize?.at(-1)];
    return first && last ? [{ target, first, last, projected: phase?.projected?.bySize }] : [];
  });
  const [any] = grown;
  if (any === undefined) return undefined;
  const clauses = grown.map(({ target, first, last, projected }) =>
    [instancesClause(target, [first, last], projected), memoryClause(target)].filter(isKnown).join(', '),
  );
  const medians = grown.map(({ target, first, last }) => medianClause(target, first, last)).filter(isKnown);
  return {
    roll: `From a burst of ${count(any.first.size)} to one of ${count(any.last.size)}, ${clauses.join('; ')}.`,
    medians: medians.length === 0 ? undefined : `median service time: ${medians.join('; ')}`,
  };
}

const isKnown = (clause: string | undefined): clause is string => clause !== undefined;

type Size = BySize[number];

/** The projected count stands beside a measured one that differs: this machine then lost or added instances. */
function instancesClause(target: TargetResult, [first, last]: [Size, Size], projected: BySize = []): string {
  const { one, many } = instanceWords(target);
  const expected = projected.find(({ size }) => size === last.size)?.environments;
  const beside = expected === undefined || expected === last.environments ? '' : ` (${count(expected)} projected)`;
  return first.environments === last.environments
    ? `${target.name} stayed at ${counted(last.environments, one, many)}${beside}`
    : `${target.name} grew from ${count(first.environments)} to ${counted(last.environments, one, many)}${beside}`;
}

function memoryClause({ memory }: TargetResult): string | undefined {
  if (memory?.peak.rssMb === undefined) return undefined;
  const each =
    memory.perInstance === undefined || memory.perInstance.instances === 1
      ? ''
      : `, ${mb(memory.perInstance.rssMb)} each`;
  return `up to ${mb(memory.peak.rssMb)} RSS${each}`;
}

/** `lambda 1,200 ms to 9,000 ms` */
function medianClause({ name }: TargetResult, first: Size, last: Size): string | undefined {
  if (first.medianMs === undefined || last.medianMs === undefined) return undefined;
  return `${name} ${ms(first.medianMs)} to ${ms(last.medianMs)}`;
}
