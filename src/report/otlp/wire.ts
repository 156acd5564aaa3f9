/**
 * The part of OTLP's JSON encoding that is used: field names in lowerCamelCase, enumerations as numbers, ids as hex, whole numbers of 64
 * bits as text (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding; messages: opentelemetry-proto 1.x).
 */
export interface KeyValue {
  readonly key: string;
  readonly value:
    | { readonly stringValue: string }
    | { readonly intValue: string }
    | { readonly doubleValue: number }
    | { readonly boolValue: boolean };
}

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

interface DataPoint {
  readonly attributes: readonly KeyValue[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

export interface NumberPoint extends DataPoint {
  readonly asDouble: number;
}

export interface HistogramPoint extends DataPoint {
  readonly count: string;
  readonly sum: number;
  readonly bucketCounts: readonly string[];
  readonly explicitBounds: readonly number[];
  readonly min: number;
  readonly max: number;
}

interface Named {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

/** DELTA: a run is one interval, and starts from nothing. */
export const deltaTemporality = 1;

export type Metric = Named &
  (
    | { readonly gauge: { readonly dataPoints: readonly NumberPoint[] } }
    | {
        readonly sum: {
          readonly dataPoints: readonly NumberPoint[];
          readonly aggregationTemporality: number;
          readonly isMonotonic: boolean;
        };
      }
    | {
        readonly histogram: { readonly dataPoints: readonly HistogramPoint[]; readonly aggregationTemporality: number };
      }
  );

export const spanKind = { internal: 1, client: 3 } as const;
export const statusError = 2;

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: (typeof spanKind)[keyof typeof spanKind];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
  readonly status?: { readonly code: typeof statusError; readonly message?: string };
}

/** Attributes without those that are undefined. */
export const attributesOf = (attributes: Attributes): KeyValue[] =>
  Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));

function anyValue(value: string | number | boolean): KeyValue['value'] {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Samples have µs. */
export const nanosOf = (epochMs: number): string => String(BigInt(Math.round(epochMs * 1000)) * 1000n);
