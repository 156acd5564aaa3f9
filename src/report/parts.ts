import { type Sample, serviceTimeMs } from '../model/sample.ts';

/** What a request spent its service time on. */
export type PartKind = 'queue' | 'init' | 'cpu' | 'waiting' | 'handler' | 'service' | 'failed';

export interface Part {
  readonly kind: PartKind;
  readonly ms: number;
}

/** In the order in which they are drawn, and what they are called. */
export const partNames: Readonly<Record<PartKind, string>> = {
  queue: 'queueing and dispatch',
  init: 'init (cold start)',
  cpu: 'CPU',
  waiting: 'waiting',
  handler: 'in the handler',
  service: 'service time',
  failed: 'throttled or failed',
};

/**
 * The service time in parts that add up to it: init on a cold start and the handler's time are as the instance told them,
 * the rest is queueing and dispatch (process start and network included); waiting is the handler's time without its CPU.
 * Where an instance did not tell its meters, parts stay together. Empty if the request was never sent.
 */
export function partsOf(sample: Sample): Part[] {
  const serviceMs = serviceTimeMs(sample);
  if (serviceMs === undefined) return [];
  if (sample.outcome.kind !== 'answered') return [{ kind: 'failed', ms: serviceMs }];
  const { handlerMs: told, initMs, cpuMs } = sample.meters;
  if (told === undefined) return [{ kind: 'service', ms: serviceMs }];
  // Two clocks met here: a part cannot be longer than what is left of the whole.
  const handlerMs = Math.min(told, serviceMs);
  const coldMs = sample.identity?.coldStart === true ? Math.min(initMs ?? 0, serviceMs - handlerMs) : 0;
  const parts: Part[] = [
    { kind: 'queue', ms: serviceMs - coldMs - handlerMs },
    { kind: 'init', ms: coldMs },
    ...handlerParts(handlerMs, cpuMs),
  ];
  return parts.filter(({ ms }) => ms > 0);
}

function handlerParts(handlerMs: number, cpuMs: number | undefined): Part[] {
  if (cpuMs === undefined) return [{ kind: 'handler', ms: handlerMs }];
  const busyMs = Math.min(cpuMs, handlerMs);
  return [
    { kind: 'cpu', ms: busyMs },
    { kind: 'waiting', ms: handlerMs - busyMs },
  ];
}
