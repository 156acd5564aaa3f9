/** `$5.40`; below ten cents three digits that count: `$0.0000852`. */
export function usdText(usd: number): string {
  const fraction = usd === 0 || usd >= 0.1 ? 2 : Math.min(20, 2 - Math.floor(Math.log10(usd)));
  return `$${numberText(usd, fraction)}`;
}

/** `1,650`; below a hundred three digits that count at most: `1.65`. */
export const gbSecondsText = (gbSeconds: number): string =>
  `${gbSeconds >= 100 ? numberText(gbSeconds, 0) : Number(gbSeconds.toPrecision(3))} GB-s`;

export const numberText = (value: number, fraction = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: fraction, maximumFractionDigits: fraction });
