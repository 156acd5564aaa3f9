import type { CallSpread } from '../../model/plan/needs.ts';

/** A share of requests, and the times of these as a function of a quantile from 0 to 1. */
export interface Part {
  readonly share: number;
  quantile(q: number): number;
}

/** Of times as a function of the share that is answered. */
export const percentilesOf = (at: (share: number) => number) => ({ p50: at(0.5), p99: at(0.99) });

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

/** Quantiles of all requests together, from the middles of 400 equal slices of each part. */
export function quantilesOf(parts: readonly Part[]): Part['quantile'] {
  const used = parts.filter(({ share }) => share > 0);
  const times = Float64Array.from({ length: used.length * steps }, (_, index) =>
    (used[Math.floor(index / steps)] as Part).quantile(((index % steps) + 0.5) / steps),
  );
  const shares = used.map(({ share }) => share / steps);
  const order = Uint32Array.from(times.keys()).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const shareOf = (index: number) => shares[Math.floor(index / steps)] ?? 0;
  const whole = order.reduce((sum, index) => sum + shareOf(index), 0);
  return (q) => {
    let below = 0;
    for (const index of order) {
      below += shareOf(index);
      if (below >= q * whole - 1e-12) return times[index] ?? 0;
    }
    return times[order.at(-1) ?? 0] ?? 0;
  };
}
