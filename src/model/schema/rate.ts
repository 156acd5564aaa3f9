const perSecond: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600 };

/** `50/s`, `3000/min` or `0.5/s` per second; undefined for anything else, a number without its unit too. */
export function ratePerSecond(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)\/(s|min|m|h)$/.exec(text) ?? [];
  const seconds = perSecond[unit ?? ''];
  return count === undefined || seconds === undefined ? undefined : Number(count) / seconds;
}
