const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `10m`, `300s`, `1.5h` or `500ms` in ms; undefined for anything else, a number without its unit too. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = unitMs[unit ?? ''];
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}
