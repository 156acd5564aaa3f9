import type { EnvironmentLife } from '../../../model/measures.ts';
import type { Sample } from '../../../model/sample.ts';
import { type Span, stepsOf } from '../../../stats/instances/steps.ts';
import { type Part, type PartKind, partsOf } from '../../../stats/service-time-parts.ts';

/** What an instance spends its life on: parts of requests, and the time without one. */
export type UseKind = PartKind | 'idle';

export interface Use {
  readonly kind: UseKind;
  readonly ms: number;
}

export interface Life {
  readonly instanceId: string;
  readonly requests: number;
  readonly lifeMs: number;
  /** They add up to the life. */
  readonly uses: readonly Use[];
}

/** In the order of the palette: what was done, what was waited for, and nothing. */
const order: readonly UseKind[] = [
  ...(['queue', 'init', 'cpu', 'service', 'handler', 'waiting', 'receive', 'failed', 'idle'] as const),
];

/**
 * The life of an instance, from its requests that were sent. Where its requests overlap, their times cannot be added: then busy time is
 * the time with at least one of them, CPU the sum of theirs, which one thread cannot exceed, and the rest of busy time is waiting.
 */
export function lifeOf(instanceId: string, samples: readonly Sample[], { fromMs, toMs }: Span): Life {
  const spans = samples.map(({ sentAtMs, intendedAtMs, completedAtMs }) => ({
    fromMs: Math.max(fromMs, sentAtMs ?? intendedAtMs),
    toMs: Math.min(toMs, completedAtMs),
  }));
  const sumMs = spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  const busyMs = unionMs(spans);
  const parts = samples.map(partsOf);
  const uses = sumMs > busyMs + toleranceMs ? sharedUses(parts, busyMs) : summed(parts.flat());
  return {
    ...{ instanceId, requests: samples.length, lifeMs: toMs - fromMs },
    uses: summed([...uses, { kind: 'idle', ms: Math.max(0, toMs - fromMs - busyMs) }]),
  };
}

/** Sends and answers are timed to the µs: two requests one after another may seem to meet. */
const toleranceMs = 0.01;

function unionMs(spans: readonly Span[]): number {
  let [busyMs, lastMs, level] = [0, 0, 0];
  for (const [atMs, next] of stepsOf(spans)) {
    if (level > 0) busyMs += atMs - lastMs;
    [lastMs, level] = [atMs, next];
  }
  return busyMs;
}

/** Of one init several requests may wait. */
function sharedUses(parts: readonly (readonly Part[])[], busyMs: number): Use[] {
  const most = (kind: PartKind) => Math.max(0, ...parts.map((own) => msOf(own, kind)));
  const initMs = Math.min(busyMs, most('init'));
  const cpuMs = Math.min(
    busyMs - initMs,
    parts.reduce((sum, own) => sum + msOf(own, 'cpu'), 0),
  );
  const isSplit = parts.every((own) => msOf(own, 'service') + msOf(own, 'handler') === 0);
  return [
    { kind: 'init', ms: initMs },
    { kind: 'cpu', ms: cpuMs },
    { kind: isSplit ? 'waiting' : 'service', ms: busyMs - initMs - cpuMs },
  ];
}

const msOf = (parts: readonly Part[], kind: PartKind): number =>
  parts.reduce((sum, part) => (part.kind === kind ? sum + part.ms : sum), 0);

/** One use of each kind, in order. */
export const summed = (uses: readonly Use[]): Use[] =>
  order.flatMap((kind) => {
    const ms = uses.reduce((sum, use) => (use.kind === kind ? sum + use.ms : sum), 0);
    return ms > 0 ? [{ kind, ms }] : [];
  });

export const idleShare = ({ uses, lifeMs }: Life): number =>
  lifeMs === 0 ? 0 : (uses.find(({ kind }) => kind === 'idle')?.ms ?? 0) / lifeMs;

/**
 * All lives as one, where only some requests are at hand: of every instance its life, busy time and init are known, and CPU is that
 * of the calls at hand, times all calls.
 */
export function estimatedLife(list: readonly (EnvironmentLife & Span)[], samples: readonly Sample[]): Life {
  const sum = (of: (life: EnvironmentLife & Span) => number) => list.reduce((total, life) => total + of(life), 0);
  const requests = sum(({ invocations }) => invocations);
  const lifeMs = sum(({ fromMs, toMs }) => toMs - fromMs);
  const busyMs = sum((life) => life.busyMs);
  const initMs = sum((life) => (life.coldStart ? (life.initMs ?? 0) : 0));
  const known = samples.flatMap(({ meters: { cpuMs } }) => cpuMs ?? []);
  const cpuMs = known.length === 0 ? undefined : (requests * known.reduce((a, b) => a + b, 0)) / known.length;
  const busy: Use[] =
    cpuMs === undefined
      ? [{ kind: 'service', ms: busyMs }]
      : [
          { kind: 'cpu', ms: Math.min(busyMs, cpuMs) },
          { kind: 'waiting', ms: Math.max(0, busyMs - cpuMs) },
        ];
  const idleMs = Math.max(0, lifeMs - busyMs - initMs);
  return {
    ...{ instanceId: '', requests, lifeMs },
    uses: summed([{ kind: 'init', ms: initMs }, ...busy, { kind: 'idle', ms: idleMs }]),
  };
}
