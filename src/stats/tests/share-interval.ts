/**
 * The 95% interval of a share, from `count` of `of`: E. B. Wilson, Probable Inference (1927). It stays within 0 and 1, and is of use from
 * a handful of observations on.
 */
export function shareInterval(count: number, of: number): { readonly low: number; readonly high: number } {
  const z = 1.959964;
  const share = count / of;
  const center = (share + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { low: Math.max(0, center - half), high: Math.min(1, center + half) };
}
