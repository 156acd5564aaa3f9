import type { Phase } from '../../src/load/phases.ts';
import type { Generator } from '../../src/loadgen/threads/generator.ts';
import { pingPath } from '../../src/model/identity.ts';
import { type Sample, serviceTimeMs } from '../../src/model/sample.ts';
import { ownHeaders, plainOrder } from '../generator.ts';

/** Every request of the phase, whatever became of it. `ours`: connections can be warmed without a call. */
export async function fireAt(generator: Generator, url: string, phase: Phase, server: 'ours' | 'other') {
  const samples: Sample[] = [];
  const destination = { url, ...(server === 'ours' && { warmPath: pingPath }) };
  const order = plainOrder(destination, phase, { identity: ownHeaders, coldStartsFrom: 'first-call' });
  await generator.fire(
    { ...order, sending: { ...order.sending, timeoutMs: 120_000 } },
    {
      signal: new AbortController().signal,
      onSample: (sample) => samples.push(sample),
    },
  );
  return samples;
}

/** @throws if a call was not answered: what was measured would not be what is said. */
export function answered(samples: readonly Sample[]): readonly Sample[] {
  const bad = samples.find(({ outcome }) => outcome.kind !== 'answered');
  if (bad !== undefined) throw new Error(`a call was not answered: ${JSON.stringify(bad.outcome)}`);
  return samples;
}

/** Service times in ms. */
export const serviceTimes = (samples: readonly Sample[]): number[] =>
  samples.map((sample) => serviceTimeMs(sample) ?? Number.NaN);

/** Service time less the handler's own: the way there and back. */
export const overheads = (samples: readonly Sample[]): number[] =>
  samples.map((sample) => (serviceTimeMs(sample) ?? Number.NaN) - (sample.meters.handlerMs ?? Number.NaN));

/** Environments that gave these answers. */
export const distinctInstances = (samples: readonly Sample[]): number =>
  new Set(samples.flatMap(({ identity }) => identity?.instanceId ?? [])).size;

/** From the release of the first request to the last byte of the last answer. */
export const wallMs = (samples: readonly Sample[]): number =>
  Math.max(...samples.map(({ completedAtMs }) => completedAtMs)) -
  Math.min(...samples.map(({ intendedAtMs }) => intendedAtMs));
