import { optional } from '../../model/optional.ts';
import type { CheckedRange } from '../../model/plan/plan-result.ts';
import { largestErrorOf, type Validation, type ValidationRow, verdictOf } from '../../model/plan/validation.ts';
import { groupBy } from '../../stats/group.ts';
import { ms, percent, significant } from '../../text/format.ts';
import type { PredictedCall } from '../needs/numbers.ts';
import { validated } from './validated.ts';

/** The figure of a plan that is predicted. */
export type Quantity = 'environments' | 'coldStarts' | 'latency' | 'memory' | 'cost';
/** `server`: Node servers of which it is known how they use CPU. `shared`: all others whose instances take several requests, which no check has. */
export type PredictedOf = 'one-per-environment' | 'shared' | 'server';

/** A range of requests in flight, for servers of their utilization, in which predictions were compared with measurements. */
export interface ValidatedRange extends CheckedRange {
  readonly quantity: Quantity;
  readonly of: PredictedOf;
}

const quantityOf: Readonly<Record<ValidationRow['quantity'], Quantity>> = {
  ...{ environments: 'environments', 'mean environments': 'environments' },
  ...{ 'cold starts': 'coldStarts', throttled: 'coldStarts' },
  ...{ p50: 'latency', p99: 'latency', memory: 'memory', cost: 'cost' },
};

/**
 * From the least load of which something was learned to the greatest that was measured. A prediction that was off by more than its limit and
 * chance ends the range below its load.
 */
export function rangesOf({ date, rows }: Validation): ValidatedRange[] {
  const groups = groupBy(rows, ({ quantity, of }) => `${quantityOf[quantity]} ${of}`);
  return [...groups.values()].flatMap((group) => {
    const failedAt = Math.min(...group.filter((row) => verdictOf(row) === 'fails').map(({ load }) => load));
    const held = group.filter(({ load }) => load < failedAt);
    const [first] = held;
    if (first === undefined) return [];
    return {
      ...{ quantity: quantityOf[first.quantity], of: first.of },
      low: Math.min(...held.map(({ load, learnedAt = load }) => learnedAt)),
      high: Math.max(...held.map(({ load }) => load)),
      unit: first.of === 'server' ? 'of a CPU' : 'in flight',
      errorShare: Math.max(...held.map(largestErrorOf)),
      ...optional('call', callsOf(held)),
      source: `rollcall validate, ${date}`,
    };
  });
}

/** Two runs of the same calls find times and CPU that differ by as much. */
const reach = 0.05;

/** Undefined: nothing is known of the calls. */
function callsOf(rows: readonly ValidationRow[]): CheckedRange['call'] {
  const calls = rows.flatMap(({ call }) => call ?? []);
  if (calls.length === 0) return undefined;
  const times = calls.map((call) => call.ms);
  return {
    lowMs: Math.min(...times) * (1 - reach),
    highMs: Math.max(...times) * (1 + reach),
    mostCpuMs: Math.max(...calls.map(({ cpuMs }) => cpuMs)) * (1 + reach),
  };
}

/** Where something is predicted. */
export interface PredictedAt {
  readonly inFlight: number;
  /** The mean call at its memory size. Undefined: not known, which nothing is predicted for. */
  readonly call: PredictedCall | undefined;
}

/**
 * What decides each figure. A count follows from requests in flight, which follow from the time of a call; that time, with its CPU, is a
 * prediction of its own. Memory in use is that of one environment times their count.
 */
const decidedBy: Readonly<
  Record<Quantity, { readonly inFlight: readonly Quantity[]; readonly time: Quantity; readonly cpu: Quantity }>
> = {
  environments: { inFlight: ['environments'], time: 'environments', cpu: 'latency' },
  coldStarts: { inFlight: ['coldStarts'], time: 'environments', cpu: 'latency' },
  memory: { inFlight: ['memory', 'environments'], time: 'environments', cpu: 'latency' },
  latency: { inFlight: ['latency'], time: 'latency', cpu: 'latency' },
  cost: { inFlight: ['cost'], time: 'cost', cpu: 'cost' },
};

/** The least limit of any check. All of them have a whole vCPU, so how a smaller share spreads CPU is not checked. */
const mostHeldBack = 0.02;

/** The dimensions in which a prediction exceeds what was checked, each by itself. Empty: none. */
export function whyBeyond(
  quantity: Quantity,
  of: PredictedOf,
  { inFlight, call }: PredictedAt,
  ranges: readonly ValidatedRange[] = validatedRanges,
): string[] {
  const rangeOf = (some: Quantity) => ranges.find((range) => range.quantity === some && range.of === of);
  const { cpu, time, inFlight: counts } = decidedBy[quantity];
  const [ofCpu, ofTime] = [rangeOf(cpu)?.call, rangeOf(time)?.call];
  const ofCounts = counts.map(rangeOf).filter((range) => range !== undefined);
  if (of === 'shared') return ['no check has instances that take several requests'];
  if (ofCounts.length < counts.length || ofCpu === undefined || ofTime === undefined) return ['no check has it'];
  if (call === undefined) return ['the time of a call is not known'];
  const { ms: callMs, cpuMs = 0, heldBackMs = 0 } = call;
  const low = Math.max(...ofCounts.map((range) => range.low));
  const high = Math.min(...ofCounts.map((range) => range.high));
  return [
    ...(inFlight >= low && inFlight <= high
      ? []
      : [`${significant(inFlight)} requests in flight (checked: ${span(low, high, significant)})`]),
    ...(callMs >= ofTime.lowMs && callMs <= ofTime.highMs
      ? []
      : [`a call takes ${ms(callMs)} (checked: ${span(ofTime.lowMs, ofTime.highMs, ms)})`]),
    ...(cpuMs <= ofCpu.mostCpuMs ? [] : [`a call needs ${ms(cpuMs)} of CPU (checked: up to ${ms(ofCpu.mostCpuMs)})`]),
    ...(heldBackMs <= mostHeldBack * callMs
      ? []
      : [`less than a vCPU makes up to ${percent(heldBackMs / callMs)} of a call (checked: one vCPU)`]),
  ];
}

const span = (low: number, high: number, format: (value: number) => string): string =>
  low === high ? format(low) : `${format(low)} to ${format(high)}`;

export const validatedRanges: readonly ValidatedRange[] = rangesOf(validated);

/** A prediction there is inside of what was checked, or beyond it. */
export const basisAt = (quantity: Quantity, of: PredictedOf, at: PredictedAt): 'predicted' | 'extrapolated' =>
  whyBeyond(quantity, of, at).length === 0 ? 'predicted' : 'extrapolated';

/** Largest error of such predictions; undefined beyond what was checked. */
export const errorAt = (quantity: Quantity, of: PredictedOf, at: PredictedAt): number | undefined =>
  basisAt(quantity, of, at) === 'predicted'
    ? validatedRanges.find((range) => range.quantity === quantity && range.of === of)?.errorShare
    : undefined;
