import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpAnswer } from '../../../src/loadgen/http-parser.ts';
import { introductionOf } from '../../../src/loadgen/identity.ts';
import { type IdentitySpec, identitySchema } from '../../../src/scenario/words.ts';

const answerOf = (headers: Record<string, string>, body = '', status = 200): HttpAnswer => ({
  ...{ status, headers: new Map(Object.entries(headers)), body: Buffer.from(body), keepAlive: true },
});

const reading = (spec: IdentitySpec, coldStartFromFirstCall = false) => ({ spec, coldStartFromFirstCall });
const fromHeaders = identitySchema.parse({ from: 'headers' });
const fromJson = identitySchema.parse({ from: 'json' });
const fromCsv = identitySchema.parse({ from: 'csv' });

const identity = (answer: HttpAnswer, spec: IdentitySpec, first = false) =>
  introductionOf(answer, reading(spec, first)).identity;

describe('headers', () => {
  test('an answer of our own targets says all about itself', () => {
    const headers = {
      'rollcall-instance-id': 'a1b2',
      'rollcall-invocation-id': '3',
      'rollcall-cold-start': 'false',
      'rollcall-init-ms': '250.4',
      'rollcall-cpu-ms': '12.5',
      'rollcall-cpu-scope': 'call',
      'rollcall-handler-ms': '212.1',
      'rollcall-rss-mb': '61.2',
      'rollcall-in-flight': '1',
      'x-amzn-requestid': 'f3c0',
    };
    expect(introductionOf(answerOf(headers), reading(fromHeaders))).toEqual({
      identity: { instanceId: 'a1b2', invocationId: 3, coldStart: false },
      meters: { initMs: 250.4, cpuMs: 12.5, cpuScope: 'call', handlerMs: 212.1, rssMb: 61.2, inFlight: 1 },
      requestId: 'f3c0',
    });
  });

  test('headers of other names, in any case', () => {
    const spec = identitySchema.parse({ from: 'headers', instanceId: 'X-Host', invocationId: 'X-Count' });
    expect(identity(answerOf({ 'x-host': 'pod-7', 'x-count': '12' }), spec)).toEqual({
      instanceId: 'pod-7',
      invocationId: 12,
    });
  });

  test('an answer without the header has no identity, and what is no number is absent', () => {
    expect(introductionOf(answerOf({ server: 'nginx' }), reading(fromHeaders))).toEqual({ meters: {} });
    const odd = answerOf({ 'rollcall-instance-id': 'x', 'rollcall-invocation-id': '-1', 'rollcall-cpu-ms': 'NaN' });
    expect(introductionOf(odd, reading(fromHeaders))).toEqual({ identity: { instanceId: 'x' }, meters: {} });
  });

  test('hostile text is kept as it is, but cut at 256 characters', () => {
    const instanceId = '<img src=x onerror=alert(1)>';
    expect(identity(answerOf({ 'rollcall-instance-id': instanceId }), fromHeaders)).toEqual({ instanceId });
    const long = identity(answerOf({ 'rollcall-instance-id': 'y'.repeat(1000) }), fromHeaders);
    expect(long?.instanceId).toHaveLength(256);
  });
});

describe('JSON', () => {
  test('fields of the body, meters of the same names among them', () => {
    const body = JSON.stringify({
      instanceId: 'j',
      invocationId: 1,
      coldStart: true,
      cpuMs: 4.5,
      inFlight: 2,
      rssMb: 'x',
    });
    expect(introductionOf(answerOf({}, body), reading(fromJson))).toEqual({
      identity: { instanceId: 'j', invocationId: 1, coldStart: true },
      meters: { cpuMs: 4.5, inFlight: 2 },
    });
  });

  test('dotted paths; a header wins over a field for a meter', () => {
    const spec = identitySchema.parse({ from: 'json', instanceId: 'meta.host.id', invocationId: 'meta.calls' });
    const body = JSON.stringify({ meta: { host: { id: 42 }, calls: '7' }, cpuMs: 1 });
    expect(introductionOf(answerOf({ 'rollcall-cpu-ms': '2' }, body), reading(spec))).toEqual({
      identity: { instanceId: '42', invocationId: 7 },
      meters: { cpuMs: 2 },
    });
  });

  test.each(['', 'null', '[]', '"text"', '{"instanceId":null}', '{"instanceId":{}}', '{"instanceId":""}', '{"inst'])(
    '%j has no identity',
    (body) => expect(identity(answerOf({}, body), fromJson)).toBeUndefined(),
  );

  test('no path leads into a prototype', () => {
    const spec = identitySchema.parse({ from: 'json', instanceId: 'constructor.name' });
    expect(identity(answerOf({}, '{}'), spec)).toBeUndefined();
  });
});

describe('CSV', () => {
  const line = 'uuid,3,10000000,49999995000000,Hello World';

  test('the line of experiment A is call 3 of uuid', () => {
    expect(identity(answerOf({}, line), fromCsv)).toEqual({ instanceId: 'uuid', invocationId: 3 });
    expect(identity(answerOf({}, `${line}\r\nmore,9`), fromCsv)).toEqual({ instanceId: 'uuid', invocationId: 3 });
  });

  test('other columns', () => {
    const spec = identitySchema.parse({ from: 'csv', instanceId: 4, invocationId: 2 });
    expect(identity(answerOf({}, line), spec)).toEqual({ instanceId: 'Hello World', invocationId: 10_000_000 });
  });

  test('an error page, a line of prose and an empty body are no such line', () => {
    expect(identity(answerOf({}, line, 502), fromCsv)).toBeUndefined();
    expect(identity(answerOf({}, '<html>, <body>'), fromCsv)).toBeUndefined();
    expect(identity(answerOf({}, ''), fromCsv)).toBeUndefined();
  });
});

test('where an answer does not say so, call 1 was cold and call 2 was not, if the target works that way', () => {
  const call = (n: number) => answerOf({}, `uuid,${n},x`);
  expect(identity(call(1), fromCsv, true)?.coldStart).toBe(true);
  expect(identity(call(2), fromCsv, true)?.coldStart).toBe(false);
  expect(identity(call(1), fromCsv, false)).not.toHaveProperty('coldStart');
  const said = answerOf({ 'rollcall-instance-id': 'x', 'rollcall-invocation-id': '1', 'rollcall-cold-start': 'false' });
  expect(identity(said, fromHeaders, true)?.coldStart).toBe(false);
});

test('no body and no header value throws', () => {
  const specs = fc.constantFrom(fromHeaders, fromJson, fromCsv);
  const anyBody = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(specs, anyBody, fc.string(), fc.boolean(), (spec, body, value, first) => {
      const headers = { 'rollcall-instance-id': value, 'rollcall-invocation-id': value, 'rollcall-rss-mb': value };
      const { identity: who, meters } = introductionOf(answerOf(headers, body), reading(spec, first));
      expect(who?.instanceId.length ?? 1).toBeGreaterThan(0);
      expect(Number.isNaN(meters.rssMb ?? 0)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
