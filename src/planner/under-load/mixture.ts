import type { CallSpread } from '../../model/plan/needs.ts';

/** A share of requests, and the times of these as a function of a quantile from 0 to 1. */
export interface Part {
  readonly share: number;
  quantile(q: number): number;
}

/** Times with this mean, between whose known percentiles a straight line is drawn. */
export function spreadOver(meanMs: number, { p50, p90, p99, max }: CallSpread): Part['quantile'] {
  const known: [number, number][] = [
    [0, Math.min(1, p50)],
    [0.5, p50],
  ];
  if (p90 !== undefined) known.push([0.9, p90]);
  if (p99 !== undefined) known.push([0.99, p99]);
  known.push([1, Math.max(max ?? 0, known.at(-1)?.[1] ?? p50)]);
  return (q) => {
    const above = Math.max(
      1,
      known.findIndex(([at]) => at >= q),
    );
    const [[from, low], [to, high]] = [known[above - 1] ?? [0, p50], known[above] ?? [1, p50]];
    return meanMs * (to === from ? high : low + ((q - from) / (to - from)) * (high - low));
  };
}

const steps = 400;

/** A quantile of all requests together, from the middles of 400 equal slices of each part. */
export function quantileOf(parts: readonly Part[], q: number): number {
  const points = parts
    .filter(({ share }) => share > 0)
    .flatMap(({ share, quantile }) =>
      Array.from({ length: steps }, (_, step) => ({ ms: quantile((step + 0.5) / steps), share: share / steps })),
    )
    .sort((a, b) => a.ms - b.ms);
  const whole = points.reduce((sum, { share }) => sum + share, 0);
  let below = 0;
  for (const { ms, share } of points) {
    below += share;
    if (below >= q * whole - 1e-12) return ms;
  }
  return points.at(-1)?.ms ?? 0;
}
