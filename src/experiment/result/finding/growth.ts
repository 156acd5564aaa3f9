import type { TargetResult } from '../../../model/run-result.ts';
import type { BySize } from '../../../model/schema/by-size.ts';
import { count, counted, mb, ms } from '../../../text/format.ts';
import { extremesOf } from './extremes.ts';
import { type IsShortOfCpu, instanceWords } from './instance-words.ts';
import { projectedFirst } from './times.ts';

interface Grown {
  readonly target: TargetResult;
  readonly first: Size;
  readonly last: Size;
  readonly projected: BySize;
}

type Size = BySize[number];

/**
 * How instances, memory and medians grow with the size of a burst, for the targets with the most and the fewest instances among those
 * that had bursts of several sizes. Undefined if none had.
 */
export function growthOf(
  targets: readonly TargetResult[],
  isShort: IsShortOfCpu,
): { roll: string; medians: string | undefined } | undefined {
  const all = targets.flatMap((target): Grown[] => {
    const phase = target.phases.find(({ bySize }) => bySize !== undefined && bySize.length > 1);
    const [first, last] = [phase?.bySize?.[0], phase?.bySize?.at(-1)];
    return first && last ? [{ target, first, last, projected: phase?.projected?.bySize ?? [] }] : [];
  });
  const grown = extremesOf(all, ({ last }) => last.environments);
  const [any] = grown;
  if (any === undefined) return undefined;
  const clauses = grown.map((each) =>
    [instancesClause(each, isShort(each.target)), memoryClause(each.target)].filter(isKnown).join(', '),
  );
  const medians = grown.map((each) => medianClause(each, isShort(each.target))).filter(isKnown);
  return {
    roll: `From a burst of ${count(any.first.size)} to one of ${count(any.last.size)}, ${clauses.join('; ')}.`,
    medians:
      medians.length === 0
        ? undefined
        : `median service time in a burst of ${count(any.first.size)} and of ${count(any.last.size)}: ${medians.join('; ')}`,
  };
}

const isKnown = (clause: string | undefined): clause is string => clause !== undefined;

/** A measured and a projected count that differ stand beside each other: this machine then lost or added instances. */
function instancesClause({ target, first, last, projected }: Grown, isShort: boolean): string {
  const own = projectedOf(projected, last);
  if (own === undefined || own.environments === last.environments) return grownClause(target, first, last);
  if (!isShort) return `${grownClause(target, first, last)} (${count(own.environments)} projected)`;
  const from = projectedOf(projected, first) ?? first;
  return `${grownClause(target, from, own)}, projected (${count(last.environments)} measured)`;
}

function grownClause(target: TargetResult, first: Size, last: Size): string {
  const { one, many } = instanceWords(target);
  return first.environments === last.environments
    ? `${target.name} stayed at ${counted(last.environments, one, many)}`
    : `${target.name} grew from ${count(first.environments)} to ${counted(last.environments, one, many)}`;
}

const projectedOf = (projected: BySize, { size }: Size): Size | undefined => projected.find((one) => one.size === size);

function memoryClause({ memory }: TargetResult): string | undefined {
  if (memory?.peak.rssMb === undefined) return undefined;
  const each =
    memory.perInstance === undefined || memory.perInstance.instances === 1
      ? ''
      : `, ${mb(memory.perInstance.rssMb)} each`;
  return `up to ${mb(memory.peak.rssMb)} RSS${each}`;
}

/** `lambda 1,200 ms and 9,000 ms measured` */
function medianClause({ target, first, last, projected }: Grown, isShort: boolean): string | undefined {
  const measured = bothMedians(first, last);
  if (measured === undefined) return undefined;
  const own = bothMedians(projectedOf(projected, first), projectedOf(projected, last));
  return `${target.name} ${isShort ? projectedFirst(own, measured) : `${measured} measured`}`;
}

/** Of two loads, so not a range. */
const bothMedians = (first: Size | undefined, last: Size | undefined): string | undefined =>
  first?.medianMs === undefined || last?.medianMs === undefined
    ? undefined
    : `${ms(first.medianMs)} and ${ms(last.medianMs)}`;
