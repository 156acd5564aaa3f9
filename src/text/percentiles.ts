/** The percentiles of every latency, by their keys in result.json. */
export const standardPercentiles = [
  { key: 'p50', percent: 50 },
  { key: 'p90', percent: 90 },
  { key: 'p95', percent: 95 },
  { key: 'p99', percent: 99 },
  { key: 'p999', percent: 99.9 },
] as const;

/** From fewer samples a percentile is another name for the minimum or the maximum: p50 needs 2, p90 10, p95 20, p97.5 40. */
export const fewestSamples = (percent: number): number => Math.ceil(100 / Math.min(percent, 100 - percent) - 1e-6);

/** Where a percentile stands in a latency: `p999` of 99.9, `percentiles` and `p97.5` of 97.5. */
export function percentileKeys(percent: number): readonly string[] {
  const key = standardPercentiles.find((one) => one.percent === percent)?.key;
  return key === undefined ? ['percentiles', `p${percent}`] : [key];
}

/** Which percentile the last key of a figure is: 99.9 of `p999`, 97.5 of `p97.5`. Undefined of any other key. */
export function percentOf(key: string): number | undefined {
  const standard = standardPercentiles.find((one) => one.key === key);
  if (standard !== undefined) return standard.percent;
  const digits = /^p(\d{1,2}(?:\.\d{1,4})?)$/.exec(key)?.[1];
  return digits === undefined || Number(digits) === 0 ? undefined : Number(digits);
}
