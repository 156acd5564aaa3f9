import { type Sample, serviceTimeMs } from '../model/sample.ts';

/** What a request spent its service time on. */
export type PartKind = 'queue' | 'init' | 'cpu' | 'waiting' | 'handler' | 'service' | 'receive' | 'failed';

export interface Part {
  readonly kind: PartKind;
  readonly ms: number;
}

/**
 * The service time in parts that add up to it: init on a cold start and the handler's time as the instance reports them,
 * receiving is from the first byte of the answer to the last; the rest is queueing, dispatch (process start included) and network.
 * Waiting is the handler's time without its CPU. Opening a connection is before the send, so in none of them. Without the meters of an instance, parts stay together. Empty if the request was never sent.
 */
export function partsOf(sample: Sample): Part[] {
  const serviceMs = serviceTimeMs(sample);
  if (serviceMs === undefined) return [];
  if (sample.outcome.kind !== 'answered') return [{ kind: 'failed', ms: serviceMs }];
  const { handlerMs: reportedMs, initMs, cpuMs } = sample.meters;
  if (reportedMs === undefined) return [{ kind: 'service', ms: serviceMs }];
  // Two clocks met here: a part cannot be longer than what is left of the whole.
  const handlerMs = Math.min(reportedMs, serviceMs);
  const coldMs = sample.identity?.coldStart === true ? Math.min(initMs ?? 0, serviceMs - handlerMs) : 0;
  // A streaming handler is not done at its first byte: its reported time counts first.
  const receiveMs = Math.min(receivingMs(sample), serviceMs - handlerMs - coldMs);
  const parts: Part[] = [
    { kind: 'queue', ms: serviceMs - coldMs - handlerMs - receiveMs },
    { kind: 'init', ms: coldMs },
    ...handlerParts(handlerMs, cpuMs),
    { kind: 'receive', ms: receiveMs },
  ];
  return parts.filter(({ ms }) => ms > 0);
}

const receivingMs = ({ firstByteAtMs, completedAtMs }: Sample): number =>
  firstByteAtMs === undefined ? 0 : Math.max(0, completedAtMs - firstByteAtMs);

/** From the instant at which the request was due until its new connection, TLS included, was there. Absent where none was opened. */
export function connectingMs({ intendedAtMs, connectedAtMs, tlsDoneAtMs }: Sample): number | undefined {
  const readyAtMs = tlsDoneAtMs ?? connectedAtMs;
  return readyAtMs === undefined ? undefined : Math.max(0, readyAtMs - intendedAtMs);
}

function handlerParts(handlerMs: number, cpuMs: number | undefined): Part[] {
  if (cpuMs === undefined) return [{ kind: 'handler', ms: handlerMs }];
  const busyMs = Math.min(cpuMs, handlerMs);
  return [
    { kind: 'cpu', ms: busyMs },
    { kind: 'waiting', ms: handlerMs - busyMs },
  ];
}
