import type { AssumedLives, EnvironmentCounts, ReplayedRecording } from '../../../model/plan/validation.ts';
import { awsAccount } from '../../../model/platform/lambda.ts';
import { simulate } from '../../../simulator/simulate.ts';
import type { RecordedCall, Recording } from './recording.ts';
import { beyondBoth, verdictsOf } from './verdicts.ts';

/**
 * Replays the arrivals and the times of their calls. An environment that is recorded without its cold start was alive at the beginning.
 * Recorded environments are taken to stay alive for the keep-alive after their last request: no recording shows their end.
 */
export function replayRecording({ file, calls, bad }: Recording, lives: AssumedLives): ReplayedRecording {
  const endMs = calls.reduce((latest, call) => Math.max(latest, call.endMs), 0);
  const recorded = {
    environments: meanAlive(calls, endMs, lives.keepAliveMs),
    coldStarts: calls.filter(({ isCold }) => isCold).length,
  };
  const predicted = predict(calls, endMs, lives, 'most-recently-used');
  const leastRecent = predict(calls, endMs, lives, 'least-recently-used');
  const replayed = { recorded, predicted, leastRecent };
  return {
    ...{ kind: 'requests', file, requests: calls.length, spanMs: endMs, badLines: bad.length },
    ...replayed,
    errors: {
      environments: predicted.environments / recorded.environments - 1,
      ...(recorded.coldStarts > 0 && { coldStarts: predicted.coldStarts / recorded.coldStarts - 1 }),
    },
    ...{ beyond: beyondBoth(replayed), verdicts: verdictsOf(replayed) },
  };
}

type Routing = 'most-recently-used' | 'least-recently-used';

function predict(
  calls: readonly RecordedCall[],
  durationMs: number,
  { keepAliveMs, maxLifeMs }: AssumedLives,
  routing: Routing,
): EnvironmentCounts {
  const { alive, measured } = simulate({
    arrivals: {
      kind: 'times',
      atMs: Float64Array.from(calls, ({ startMs }) => startMs),
      serviceMs: Float64Array.from(calls, ({ startMs, endMs }) => endMs - startMs),
      durationMs,
    },
    platform: {
      ...{ kind: 'event', call: { kind: 'constant', ms: 0 }, routing, warm: aliveAtFirst(calls) },
      ...{ account: awsAccount, keepAlive: { kind: 'constant', ms: keepAliveMs }, maxLifeMs },
    },
    seed: 1,
  });
  return { environments: alive.mean, coldStarts: measured.coldStarts };
}

/** Environments of calls that found them alive before any call of theirs was recorded. */
function aliveAtFirst(calls: readonly RecordedCall[]): number {
  const seen = new Set<string>();
  let alive = 0;
  for (const { environmentId, isCold } of calls) {
    if (!seen.has(environmentId) && !isCold) alive += 1;
    seen.add(environmentId);
  }
  return alive;
}

function meanAlive(calls: readonly RecordedCall[], endMs: number, keepAliveMs: number): number {
  const lives = new Map<string, { readonly fromMs: number; lastMs: number }>();
  for (const { environmentId, startMs, endMs: end, isCold } of calls) {
    const known = lives.get(environmentId);
    if (known === undefined) lives.set(environmentId, { fromMs: isCold ? startMs : 0, lastMs: end });
    else known.lastMs = Math.max(known.lastMs, end);
  }
  let total = 0;
  for (const { fromMs, lastMs } of lives.values()) total += Math.min(endMs, lastMs + keepAliveMs) - fromMs;
  return endMs === 0 ? lives.size : total / endMs;
}
