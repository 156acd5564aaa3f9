import { optional } from '../../model/optional.ts';
import type { SampleLine } from '../../model/sample-line.ts';
import { outcomeAttributes } from './request-durations.ts';
import { attributesOf, nanosOf, type Span, spanKind, statusError } from './wire.ts';

export interface SpanContext {
  /** Instant 0 of the samples. */
  readonly startedAtEpochMs: number;
  /** @returns random bytes as lower-case hex */
  id(bytes: 16 | 8): string;
}

/**
 * One trace per request: the request from its intended instant to its last byte, and in it the connection, TLS, the wait for the first
 * byte, the rest of the response, and as the instance reported them the init and the handler. An instance reports durations, no
 * instants: its handler ends with the first byte, and its init ends where the handler begins.
 */
export function spansOf(sample: SampleLine, { startedAtEpochMs, id }: SpanContext): Span[] {
  const traceId = id(16);
  const at = (ms: number) => nanosOf(startedAtEpochMs + ms);
  const root: Span = {
    ...{ traceId, spanId: id(8), name: `${sample.request ?? 'request'} ${sample.target}`, kind: spanKind.client },
    ...{ startTimeUnixNano: at(sample.intendedAtMs), endTimeUnixNano: at(sample.completedAtMs) },
    attributes: attributesOf({
      ...outcomeAttributes(sample),
      'rollcall.repeat': sample.repeat,
      'rollcall.burst': sample.burst,
      'rollcall.instance.id': sample.instanceId ?? sample.environmentId,
      'rollcall.invocation.id': sample.invocationId,
      'rollcall.cold_start': sample.coldStart,
      'rollcall.connection': sample.connection,
      'aws.request_id': sample.requestId,
    }),
    ...(sample.outcome !== 'answered' && { status: { code: statusError, ...optional('message', sample.error) } }),
  };
  const parts = partsOf(sample).map(({ name, fromMs, toMs }): Span => {
    const times = { startTimeUnixNano: at(fromMs), endTimeUnixNano: at(Math.max(fromMs, toMs)) };
    return {
      ...{ traceId, spanId: id(8), parentSpanId: root.spanId, name, kind: spanKind.internal, ...times },
      attributes: [],
    };
  });
  return [root, ...parts];
}

interface Part {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

function partsOf(sample: SampleLine): Part[] {
  const { intendedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs, completedAtMs } = sample;
  return [
    part('connect', intendedAtMs, connectedAtMs),
    part('tls', connectedAtMs, tlsDoneAtMs),
    part('first byte', sentAtMs, firstByteAtMs),
    part('rest of response', firstByteAtMs, firstByteAtMs === undefined ? undefined : completedAtMs),
    ...instanceParts(sample),
  ].flat();
}

function instanceParts({ firstByteAtMs, handlerMs, initMs, coldStart }: SampleLine): Part[][] {
  if (firstByteAtMs === undefined || handlerMs === undefined) return [];
  const beganAtMs = firstByteAtMs - handlerMs;
  return [
    coldStart === true && initMs !== undefined ? part('init', beganAtMs - initMs, beganAtMs) : [],
    part('handler', beganAtMs, firstByteAtMs),
  ];
}

const part = (name: string, fromMs: number | undefined, toMs: number | undefined): Part[] =>
  fromMs === undefined || toMs === undefined ? [] : [{ name, fromMs, toMs }];
