import { expect, it } from 'vitest';
import type { Sample } from '../../../../src/model/sample.ts';
import { parseSampleLine, toSampleLine } from '../../../../src/model/sample-line.ts';
import { explicitBounds, RequestDurations } from '../../../../src/report/otlp/request-durations.ts';
import { spansOf } from '../../../../src/report/otlp/spans.ts';
import { attributesOf, nanosOf } from '../../../../src/report/otlp/wire.ts';
import { sampleOf } from '../../stats/sample-of.ts';

const lineOf = (sample: Partial<Sample>) =>
  parseSampleLine(toSampleLine({ ...sampleOf({ sentAtMs: 0, completedAtMs: 1 }), ...sample }));

/** What a message of opentelemetry-proto may hold in JSON, by the field numbers' names. */
const fieldsOfSpan = new Set(
  'traceId spanId traceState parentSpanId flags name kind startTimeUnixNano endTimeUnixNano attributes status'.split(
    ' ',
  ),
);

let last = 0;
const id = (bytes: 16 | 8) => {
  last += 1;
  return last.toString(16).padStart(2 * bytes, '0');
};

it('a request of 250 ms with a new TLS connection and a cold start has seven spans with the instants of its sample', () => {
  const sample = lineOf({
    ...{ intendedAtMs: 100, connectedAtMs: 101, tlsDoneAtMs: 103, sentAtMs: 104, firstByteAtMs: 350 },
    ...{ completedAtMs: 354, connection: 'new', outcome: { kind: 'answered', status: 200 }, requestId: 'r-1' },
    ...{ identity: { instanceId: 'i-1', invocationId: 1, coldStart: true }, meters: { initMs: 120, handlerMs: 90 } },
  });
  const spans = spansOf(sample, { startedAtEpochMs: 1_795_000_000_000, id });
  const ms = (nanos: string) => Number(BigInt(nanos) - 1_795_000_000_000_000_000n) / 1e6;
  expect(spans.map((span) => [span.name, ms(span.startTimeUnixNano), ms(span.endTimeUnixNano)])).toEqual([
    ['request lambda', 100, 354],
    ['connect', 100, 101],
    ['tls', 101, 103],
    ['first byte', 104, 350],
    ['rest of response', 350, 354],
    // 350 - 90 = 260: the handler began, and the init of 120 ms ended.
    ['init', 140, 260],
    ['handler', 260, 350],
  ]);
  const [root, ...parts] = spans;
  expect(parts.every(({ parentSpanId, traceId }) => parentSpanId === root?.spanId && traceId === root?.traceId)).toBe(
    true,
  );
  expect(root?.attributes).toContainEqual({ key: 'rollcall.instance.id', value: { stringValue: 'i-1' } });
  expect(root?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: '200' } });
  expect(root?.attributes).toContainEqual({ key: 'rollcall.cold_start', value: { boolValue: true } });
  for (const span of spans) {
    expect(Object.keys(span).filter((field) => !fieldsOfSpan.has(field))).toEqual([]);
    expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(span.startTimeUnixNano).toMatch(/^\d{19}$/);
  }
});

it('a request of a list gives its span and its durations their name', () => {
  const sample = lineOf({ intendedAtMs: 0, sentAtMs: 1, completedAtMs: 51, request: 'GET /users/{id}' });
  const [root] = spansOf(sample, { startedAtEpochMs: 0, id });
  const attribute = { key: 'rollcall.request', value: { stringValue: 'GET /users/{id}' } };
  expect([root?.name, root?.attributes]).toEqual(['GET /users/{id} lambda', expect.arrayContaining([attribute])]);
  const durations = new RequestDurations();
  for (const request of ['list', 'buy', 'list']) durations.add({ ...sample, request });
  const metric = durations.finish({ fromEpochMs: 1, toEpochMs: 2 });
  if (!('histogram' in metric)) throw new Error('no histogram');
  expect(metric.histogram.dataPoints.map(({ count }) => count)).toEqual(['2', '1']);
});

it('a request that timed out is one span with an error, and no parts that did not come', () => {
  const outcome = { kind: 'timed-out', afterMs: 50 } as const;
  const sample = lineOf({ intendedAtMs: 0, sentAtMs: 1, completedAtMs: 51, outcome });
  const spans = spansOf(sample, { startedAtEpochMs: 0, id });
  expect(spans.map(({ name }) => name)).toEqual(['request lambda']);
  expect(spans[0]?.status).toEqual({ code: 2 });
  expect(spans[0]?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: 'timed-out' } });
});

it('durations are counted in seconds between the advised bounds: 5 ms in the first, 6 ms in the second, 11 s beyond the last', () => {
  const durations = new RequestDurations();
  for (const ms of [5, 6, 11_000]) durations.add(lineOf({ sentAtMs: 1000, completedAtMs: 1000 + ms }));
  durations.add(lineOf({ sentAtMs: 0, completedAtMs: 20, outcome: { kind: 'http-error', status: 503 } }));
  // Never sent.
  const { sentAtMs: _, ...unsent } = lineOf({});
  durations.add({ ...unsent, outcome: 'not-sent' });
  const metric = durations.finish({ fromEpochMs: 1, toEpochMs: 2 });
  if (!('histogram' in metric)) throw new Error('no histogram');
  const [answered, failed, ...others] = metric.histogram.dataPoints;
  expect(others).toEqual([]);
  expect(answered).toMatchObject({ count: '3', sum: 11.011, min: 0.005, max: 11, startTimeUnixNano: '1000000' });
  expect(answered?.bucketCounts).toEqual(['1', '1', ...new Array(12).fill('0'), '1']);
  expect(answered?.bucketCounts.length).toBe(explicitBounds.length + 1);
  expect(failed?.attributes).toContainEqual({ key: 'error.type', value: { stringValue: '503' } });
  expect([metric.unit, metric.histogram.aggregationTemporality]).toEqual(['s', 1]);
});

it('whole numbers are text, others are doubles, and what is undefined is absent', () => {
  expect(attributesOf({ a: 3, b: 2.5, c: undefined, d: 'x' })).toEqual([
    { key: 'a', value: { intValue: '3' } },
    { key: 'b', value: { doubleValue: 2.5 } },
    { key: 'd', value: { stringValue: 'x' } },
  ]);
  expect(nanosOf(1_795_000_000_000.123)).toBe('1795000000000123000');
});
