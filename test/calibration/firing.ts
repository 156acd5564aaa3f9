import { recordedArrivals } from '../../src/experiment/before/arrivals.ts';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import { startClock } from '../../src/loadgen/clock.ts';
import type { RequestSpec } from '../../src/loadgen/http/request-bytes.ts';
import type {
  AnswerReading,
  Destination,
  FireContext,
  FireListeners,
  PhaseOrder,
  PhaseRun,
  Sending,
} from '../../src/loadgen/phase-order.ts';
import { firePhase } from '../../src/loadgen/shapes/fire.ts';
import { optional } from '../../src/model/optional.ts';
import type { Sample } from '../../src/model/sample.ts';
import type { IdentitySpec } from '../../src/model/schema/fields.ts';

export interface Fired extends PhaseRun {
  readonly samples: readonly Sample[];
  readonly kinds: Readonly<Record<string, number>>;
}

export const burst = (size: number | number[], more: object = {}): Phase =>
  phaseSchema.parse({ kind: 'burst', name: 'burst', size, gapMs: 20, ...more });

export const sequential = (requests: number, pauseMs = 0): Phase =>
  phaseSchema.parse({ kind: 'sequential', name: 'calls', requests, pauseMs });

/** What tests vary of an order, in one map. */
export type Varied = Partial<
  Destination &
    Omit<Sending, 'requests'> &
    AnswerReading &
    FireContext &
    FireListeners & { seed: number; request: RequestSpec }
>;

export function orderOf(url: string, phase: Phase, more: Varied = {}): PhaseOrder {
  const { warmPath, tls, delivery, engine, expect, keptBodyBytes, seed = 1, timeoutMs = 5000 } = more;
  const { request = { method: 'GET', path: '/', headers: {} }, coldStartsFrom = 'first-call' } = more;
  const { identity = ownHeaders } = more;
  return {
    phase,
    place: { target: 'known', repeat: 0 },
    arrivals: { seed, ...optional('recorded', recordedArrivals(phase)) },
    destination: {
      ...{ url: more.url ?? url, ...optional('warmPath', warmPath) },
      ...{ ...optional('tls', tls), ...optional('delivery', delivery) },
    },
    sending: { requests: [request], timeoutMs, ...optional('engine', engine) },
    answers: {
      ...{ identity, coldStartsFrom },
      ...{ ...optional('expect', expect), ...optional('keptBodyBytes', keptBodyBytes) },
    },
  };
}

export const ownHeaders: IdentitySpec = {
  ...{ from: 'headers', instanceId: 'rollcall-instance-id' },
  ...{ invocationId: 'rollcall-invocation-id', coldStart: 'rollcall-cold-start' },
};

/** Fires a phase and keeps its samples. */
export async function fire(url: string, phase: Phase, more: Varied = {}): Promise<Fired> {
  const samples: Sample[] = [];
  const run = await firePhase(
    orderOf(url, phase, more),
    { clock: startClock(), signal: new AbortController().signal, ...more },
    { onSample: (sample) => samples.push(sample), ...more },
  );
  return { ...run, samples, kinds: countBy(samples.map(({ outcome }) => outcome.kind)) };
}

export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
