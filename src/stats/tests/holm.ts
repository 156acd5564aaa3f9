/**
 * p-values of several comparisons, so adjusted that the chance of even one false finding among all stays below the level that each
 * is held against. Holm (1979), Scandinavian Journal of Statistics 6. In the order in which they came.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = [...pValues];
  let least = 0;
  order.forEach(({ p, index }, place) => {
    least = Math.max(least, Math.min(1, (pValues.length - place) * p));
    adjusted[index] = least;
  });
  return adjusted;
}
