import type { CallDemand, Need } from '../demands.ts';

/** What the calls of a probe waited for, when this machine had nothing else to do. */
export interface CalmWaits {
  readonly init: number;
  readonly cold: number;
  readonly warm: number;
}

/** Fewer say nothing about how waiting depends on queueing. */
const fewestToCompare = 10;
/** Of the difference of two means: about 95%. */
const standardErrors = 2;

/**
 * Where a call queues while something that it waits for goes on, queueing hides waiting: a timer of 50 ms that ends in 30 ms of queueing
 * adds 20 ms. At most this share of the CPU and waiting of all calls may be hidden. By how much waiting falls where calls queue for longer,
 * we see: the half of the calls that queued least is compared with the other half.
 */
export function hiddenWaitShare(calls: readonly CallDemand[], calm?: CalmWaits): number | undefined {
  const groups = [
    { needs: calls.flatMap(({ init }) => init ?? []), calmWaitMs: calm?.init },
    { needs: calls.flatMap(({ call, init }) => (init === undefined ? [] : call)), calmWaitMs: calm?.cold },
    { needs: calls.flatMap(({ call, init }) => (init === undefined ? call : [])), calmWaitMs: calm?.warm },
  ];
  const neededMs = sum(groups.flatMap(({ needs }) => needs.map(({ cpuMs, waitMs }) => cpuMs + waitMs)));
  const hiddenMs = sum(groups.map(({ needs, calmWaitMs }) => needs.length * mostHiddenMs(needs, calmWaitMs)));
  return neededMs === 0 ? undefined : hiddenMs / neededMs;
}

/** Of the mean need; no more than it queued for. */
function mostHiddenMs(needs: readonly Need[], calmWaitMs = 0): number {
  if (needs.length === 0) return 0;
  const [queuedMs, waitMs] = [mean(needs.map(insideMs)), mean(needs.map((need) => need.waitMs))];
  const shareOfQueue = needs.length < fewestToCompare ? 1 : mostHiddenPerQueuedMs(needs);
  return Math.min(queuedMs, Math.max(shareOfQueue * queuedMs, calmWaitMs - waitMs));
}

/** Waiting that a ms of queueing hides: the upper end of the interval, at most 1. */
function mostHiddenPerQueuedMs(needs: readonly Need[]): number {
  const ascending = [...needs].sort((a, b) => insideMs(a) - insideMs(b));
  const [calm, queued] = [ascending.slice(0, needs.length >> 1), ascending.slice(needs.length >> 1)];
  const waits = [calm, queued].map((half) => half.map(({ waitMs }) => waitMs));
  const [calmWaits = [], queuedWaits = []] = waits;
  const longerMs = mean(queued.map(insideMs)) - mean(calm.map(insideMs));
  const standardError = Math.sqrt(waits.reduce((total, half) => total + variance(half) / half.length, 0));
  const hiddenMs = Math.max(0, mean(calmWaits) - mean(queuedWaits) + standardErrors * standardError);
  return hiddenMs < longerMs ? hiddenMs / longerMs : 1;
}

const insideMs = ({ queuedInsideMs }: Need): number => queuedInsideMs;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function variance(values: readonly number[]): number {
  const center = mean(values);
  return sum(values.map((value) => (value - center) ** 2)) / (values.length - 1);
}
