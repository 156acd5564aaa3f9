import type { EnvironmentEvent } from '../../model/platform/telemetry.ts';
import type { AliveStep, EnvironmentLives } from '../../model/schema/environment-lives.ts';
import { type Span, stepsOf, thinned } from './steps.ts';

/** Times are milliseconds since the start of the run. */
interface Life {
  readonly fromMs: number;
  /** Infinite while it has not stopped. */
  readonly toMs: number;
  readonly stoppedAsIdle: boolean;
}

/** Of each environment from its first event to `stopped`. `platforms`: the events of each; their environments differ. */
export function livesOf(platforms: readonly (readonly EnvironmentEvent[])[], startedAtEpochMs: number): Life[] {
  return platforms.flatMap((events) => {
    const lives = new Map<string, Life>();
    for (const { record } of events.toSorted((a, b) => a.record.atEpochMs - b.record.atEpochMs)) {
      const atMs = record.atEpochMs - startedAtEpochMs;
      const { fromMs } = lives.get(record.environmentId) ?? { fromMs: atMs };
      const isStopped = record.state === 'stopped';
      lives.set(record.environmentId, {
        ...{ fromMs, toMs: isStopped ? atMs : Number.POSITIVE_INFINITY },
        stoppedAsIdle: isStopped && record.reason === 'idle',
      });
    }
    return [...lives.values()];
  });
}

/** In half-open windows: the load of each repeat, or one phase. */
export function livesWithin(lives: readonly Life[], windows: readonly Span[]): EnvironmentLives {
  const isIn = (atMs: number) => windows.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  const aliveAt = (atMs: number) => lives.filter((life) => life.fromMs < atMs && life.toMs >= atMs).length;
  const sum = (at: (window: Span) => number) => windows.reduce((total, window) => total + aliveAt(at(window)), 0);
  const stops = lives.filter(({ toMs }) => isIn(toMs));
  const idle = stops.filter(({ stoppedAsIdle }) => stoppedAsIdle).map(({ toMs }) => toMs);
  const [firstAtMs, ...later] = idle.sort((a, b) => a - b);
  return {
    aliveAtStart: sum(({ fromMs }) => fromMs),
    started: lives.filter(({ fromMs }) => isIn(fromMs)).length,
    stoppedIdle: idle.length,
    stoppedOther: stops.length - idle.length,
    aliveAtEnd: sum(({ toMs }) => toMs),
    ...(firstAtMs !== undefined && {
      idleStops: {
        firstAtMs,
        halfAtMs: idle[Math.ceil(idle.length / 2) - 1] ?? firstAtMs,
        lastAtMs: later.at(-1) ?? firstAtMs,
      },
    }),
  };
}

/** Enough for a drawing as wide as a page, and few beside the other figures of a result. */
const mostBuckets = 200;

/** The number of environments whenever it changes, up to an instant; of very many changes the highest and lowest of each stretch. */
export function aliveCurve(lives: readonly Life[], untilMs: number): AliveStep[] {
  const known = lives.filter(({ fromMs }) => fromMs < untilMs);
  const spans = known.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, untilMs) }));
  const idleStops = known.flatMap(({ toMs, stoppedAsIdle }) => (stoppedAsIdle ? [toMs] : [])).sort((a, b) => a - b);
  let stoppedIdle = 0;
  return thinned(stepsOf(spans), untilMs, mostBuckets).flatMap(([atMs, alive]) => {
    while ((idleStops[stoppedIdle] ?? Number.POSITIVE_INFINITY) <= atMs) stoppedIdle += 1;
    return atMs >= untilMs ? [] : [{ atMs, alive, stoppedIdle }];
  });
}
