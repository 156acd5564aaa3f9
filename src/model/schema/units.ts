const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** A month as AWS counts it. Source: AWS Pricing Calculator, 365 * 24 / 12. */
export const hoursPerMonth = 730;
const unitSeconds: Readonly<Record<string, number>> = {
  ...{ s: 1, m: 60, min: 60, h: 3600 },
  ...{ day: 86_400, month: hoursPerMonth * 3600 },
};

/** Thousands may be grouped, as rollcall prints them, and an exponent may follow. */
const numberPattern = String.raw`\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?`;
export const ratePattern = `^(${numberPattern})/(s|min|m|h|day|month)$`;

/** `10m`, `300s`, `1.5h` or `500ms` in ms; undefined for anything else, a number without its unit too. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h)$/.exec(text) ?? [];
  const factor = unitMs[unit ?? ''];
  // 2.3 s are 2300 ms, and not 2299.9999999999995.
  return count === undefined || factor === undefined ? undefined : Number((Number(count) * factor).toFixed(6));
}

/** `50/s`, `1,000/s`, `3000/min`, `1800/h`, `20000/day` or `3e6/month` (730 hours) per second; undefined for anything else, a number without its unit too. */
export function ratePerSecond(text: string): number | undefined {
  const [, count, unit] = new RegExp(ratePattern).exec(text) ?? [];
  const [requests, seconds] = [plainNumber(count ?? ''), unitSeconds[unit ?? '']];
  return requests === undefined || seconds === undefined ? undefined : requests / seconds;
}

/** `1000`, `1,000`, `1.5` or `3e6`; undefined for anything else. */
export const plainNumber = (text: string): number | undefined =>
  new RegExp(`^(?:${numberPattern})$`).test(text) ? Number(text.replaceAll(',', '')) : undefined;
