import { recordedArrivals } from '../../src/experiment/before/arrivals.ts';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import { startClock } from '../../src/loadgen/clock.ts';
import { type FireOptions, firePhase, type PhaseRun } from '../../src/loadgen/shapes/fire.ts';
import { optional } from '../../src/model/optional.ts';
import type { Sample } from '../../src/model/sample.ts';

export interface Fired extends PhaseRun {
  readonly samples: readonly Sample[];
  readonly kinds: Readonly<Record<string, number>>;
}

export const burst = (size: number | number[], more: object = {}): Phase =>
  phaseSchema.parse({ kind: 'burst', name: 'burst', size, gapMs: 20, ...more });

export const sequential = (requests: number, pauseMs = 0): Phase =>
  phaseSchema.parse({ kind: 'sequential', name: 'calls', requests, pauseMs });

/** Fires a phase and keeps its samples. */
export async function fire(url: string, phase: Phase, more: Partial<FireOptions> = {}): Promise<Fired> {
  const samples: Sample[] = [];
  const run = await firePhase(phase, {
    ...{ target: 'known', url, repeat: 0, seed: 1, timeoutMs: 5000, clock: startClock(), coldStartsFrom: 'first-call' },
    request: { method: 'GET', path: '/', headers: {} },
    identity: {
      ...{ from: 'headers', instanceId: 'rollcall-instance-id' },
      ...{ invocationId: 'rollcall-invocation-id', coldStart: 'rollcall-cold-start' },
    },
    ...optional('recorded', recordedArrivals(phase)),
    signal: new AbortController().signal,
    onSample: (sample) => samples.push(sample),
    ...more,
  });
  return { ...run, samples, kinds: countBy(samples.map(({ outcome }) => outcome.kind)) };
}

export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
