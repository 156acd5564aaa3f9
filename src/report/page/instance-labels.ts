import { cut, cutFront } from '../../text/cut.ts';
import { hashMark } from '../../text/text-hash.ts';

export type LabelOf = (instanceId: string) => string;

/** Characters of an id that a lane has room for. */
const shown = 8;

/** From what a reader knows best to what is always different. */
const ways: readonly LabelOf[] = [(id) => cut(id, shown), (id) => cutFront(id, shown), hashMark];

type Instances = readonly { readonly instanceId: string }[];

const known = new WeakMap<Instances, LabelOf>();

/**
 * Short names for the instances of a target, alike in all sections of a page, and no two the same: the beginning of the id; of those that
 * begin alike the end, as pods and hosts have it; else a hash. The whole id is in the title beside it.
 */
export function instanceLabels({
  environments: { list },
}: {
  readonly environments: { readonly list: Instances };
}): LabelOf {
  const labelOf = known.get(list) ?? labelsOf(list.map(({ instanceId }) => instanceId));
  known.set(list, labelOf);
  return labelOf;
}

/** Of any names that belong together. */
export function labelsOf(ids: readonly string[]): LabelOf {
  const labels = new Map<string, string>();
  let unnamed = ids;
  for (const way of ways) {
    const counts = new Map<string, number>();
    for (const id of unnamed) counts.set(way(id), (counts.get(way(id)) ?? 0) + 1);
    const isLast = way === hashMark;
    for (const id of unnamed) if (isLast || counts.get(way(id)) === 1) labels.set(id, way(id));
    unnamed = unnamed.filter((id) => !labels.has(id));
  }
  return (id) => labels.get(id) ?? hashMark(id);
}
