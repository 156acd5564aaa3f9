const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };
const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600 };

/** `10m`, `300s`, `1.5h` or `500ms` in ms; undefined for anything else, a number without its unit too. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h)$/.exec(text) ?? [];
  const factor = unitMs[unit ?? ''];
  // 2.3 s are 2300 ms, and not 2299.9999999999995.
  return count === undefined || factor === undefined ? undefined : Number((Number(count) * factor).toFixed(6));
}

/** `50/s`, `3000/min` or `1800/h` per second; undefined for anything else, a number without its unit too. */
export function ratePerSecond(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\/(s|min|m|h)$/.exec(text) ?? [];
  const seconds = unitSeconds[unit ?? ''];
  return count === undefined || seconds === undefined ? undefined : Number(count) / seconds;
}
