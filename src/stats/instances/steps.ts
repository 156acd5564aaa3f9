export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `[ms, level from then on]`, ascending. */
export type Steps = readonly (readonly [number, number])[];

/** How many spans there are at once, half-open: `[0,10] [10,20]` is 1 throughout. */
export function stepsOf(spans: readonly Span[]): [number, number][] {
  const changes = spans
    .flatMap(({ fromMs, toMs }) => [{ atMs: fromMs, by: 1 }, ...[{ atMs: toMs, by: -1 }]])
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  const steps: [number, number][] = [];
  let level = 0;
  for (const { atMs, by } of changes) {
    level += by;
    const last = steps.at(-1);
    if (last?.[0] === atMs) last[1] = level;
    else steps.push([atMs, level]);
  }
  return steps;
}

/** Of each of the parts of the axis the highest and the lowest level, and where it ends: no peak is lost. */
export function thinned(steps: Steps, spanMs: number, mostBuckets: number): Steps {
  if (steps.length <= 2 * mostBuckets) return steps;
  const kept = new Set<readonly [number, number]>();
  const buckets = new Map<number, (readonly [number, number])[]>();
  for (const step of steps) {
    const bucket = Math.floor((step[0] / spanMs) * mostBuckets);
    const own = buckets.get(bucket) ?? [];
    buckets.set(bucket, own);
    own.push(step);
  }
  for (const own of buckets.values()) {
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    kept.add(own.reduce((most, step) => (step[1] > most[1] ? step : most), first));
    kept.add(own.reduce((least, step) => (step[1] < least[1] ? step : least), first));
    kept.add(last);
  }
  return steps.filter((step) => kept.has(step));
}
