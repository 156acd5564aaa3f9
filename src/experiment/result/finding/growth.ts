import type { TargetResult } from '../../../model/run-result.ts';
import type { BySize } from '../../../model/schema/by-size.ts';
import { count, counted, mb, ms } from '../../../text/format.ts';
import { instanceWords } from './instance-words.ts';

/**
 * How instances, memory and latency grow with the size of a burst, for every target that had bursts of several sizes. Undefined if none
 * had. Latencies are measured, as those of servers are, too.
 */
export function growthOf(targets: readonly TargetResult[]): string | undefined {
  const clauses = targets.flatMap((target) => {
    const phase = target.phases.find(({ bySize }) => bySize !== undefined && bySize.length > 1);
    const [first, last] = [phase?.bySize?.[0], phase?.bySize?.at(-1)];
    return first && last
      ? [{ sizes: [first.size, last.size], text: clauseOf(target, first, last, phase?.projected?.bySize) }]
      : [];
  });
  const [sizes] = clauses.map((clause) => clause.sizes);
  if (sizes === undefined) return undefined;
  return `From a burst of ${count(sizes[0] ?? 0)} to one of ${count(sizes[1] ?? 0)}, ${clauses.map(({ text }) => text).join('; ')}.`;
}

type Size = BySize[number];

function clauseOf(target: TargetResult, first: Size, last: Size, projected: BySize | undefined): string {
  const parts = [instancesClause(target, [first, last], projected), memoryClause(target), latencyClause(first, last)];
  return parts.filter((part) => part !== undefined).join(', ');
}

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
  const each = memory.perInstance === undefined ? '' : `, ${mb(memory.perInstance.rssMb)} each`;
  return `used up to ${mb(memory.peak.rssMb)} of memory (RSS${each})`;
}

function latencyClause(first: Size, last: Size): string | undefined {
  if (first.medianMs === undefined || last.medianMs === undefined) return undefined;
  return `and its median latency went from ${ms(first.medianMs)} to ${ms(last.medianMs)}`;
}
