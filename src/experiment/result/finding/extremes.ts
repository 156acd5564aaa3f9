/** Those with the most and the fewest instances: more do not fit in a line. All of them where there are two, or all have as many. */
export function extremesOf<T>(all: readonly T[], instancesOf: (one: T) => number): readonly T[] {
  if (all.length < 3) return all;
  const ordered = all.toSorted((a, b) => instancesOf(b) - instancesOf(a));
  const [most, fewest] = [ordered[0], ordered.at(-1)];
  if (most === undefined || fewest === undefined || instancesOf(most) === instancesOf(fewest)) return all;
  return [most, fewest];
}
