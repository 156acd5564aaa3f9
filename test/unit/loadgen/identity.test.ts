import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HttpAnswer } from '../../../src/loadgen/http/http-parser.ts';
import { identityReading, introductionOf } from '../../../src/loadgen/identity.ts';
import type { ColdStartsFrom } from '../../../src/model/identity.ts';
import { type IdentitySpec, identitySchema } from '../../../src/model/schema/fields.ts';

const answerOf = (headers: Record<string, string>, body: string | Buffer = '', status = 200): HttpAnswer => ({
  ...{ status, headers: new Map(Object.entries(headers)), keepAlive: true },
  body: typeof body === 'string' ? Buffer.from(body) : body,
  isBodyCut: false,
});

const reading = (spec: IdentitySpec, coldStartsFrom: ColdStartsFrom = 'answers') =>
  identityReading({ identity: spec, coldStartsFrom }, (status) => status === 200);
const fromHeaders = identitySchema.parse({ from: 'headers' });
const fromJson = identitySchema.parse({ from: 'json' });
const fromCsv = identitySchema.parse({ from: 'csv' });

const identity = (answer: HttpAnswer, spec: IdentitySpec, coldStartsFrom: ColdStartsFrom = 'answers') =>
  introductionOf(answer, reading(spec, coldStartsFrom)).identity;

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

  const inHeader = (value: string) => introductionOf(answerOf({ 'rollcall-instance-id': value }), reading(fromHeaders));

  test('hostile text is kept as it is', () => {
    const instanceId = '<img src=x onerror=alert(1)>';
    expect(inHeader(instanceId).identity).toEqual({ instanceId });
  });

  test('ids that differ after character 256 only are two', () => {
    const [one, other] = [`${'y'.repeat(256)}1`, `${'y'.repeat(256)}2`];
    expect([one, other].map((id) => inHeader(id).identity?.instanceId)).toEqual([one, other]);
  });

  test('bytes are UTF-8; those that are not stay apart', () => {
    const ids = ['Z\xc3\xbcrich', 'Z\xfcrich', 'Z\xf6rich'].map((bytes) => inHeader(bytes).identity?.instanceId);
    expect(ids).toEqual(['Zürich', 'Z�FCrich', 'Z�F6rich']);
  });

  test('65,536 bytes are kept, one more is refused and says so', () => {
    const longest = 'y'.repeat(65_536);
    expect(inHeader(longest)).toEqual({ identity: { instanceId: longest }, meters: {} });
    expect(inHeader(`${longest}y`)).toEqual({ identityProblem: 'id-too-long', meters: {} });
    // Two bytes each in UTF-8.
    expect(inHeader('\xc3\xbc'.repeat(32_769)).identityProblem).toBe('id-too-long');
  });

  test('an empty id is none', () => {
    expect(inHeader('')).toEqual({ meters: {} });
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

  const withId = (json: string) => identity(answerOf({}, `{"instanceId":${json}}`), fromJson)?.instanceId;

  test('numbers are text as they are written: none is rounded, and 1, 1.0 and 1e0 are three', () => {
    const big = ['12345678901234567891', '12345678901234567892', '9007199254740993'];
    const numbers = [...big, '1', '1.0', '1e0', '-0', '1e999'];
    expect(numbers.map(withId)).toEqual(numbers);
  });

  test('texts are not trimmed, and the form of their escapes makes no difference', () => {
    expect([' a', 'a', 'a ', ' '].map((id) => withId(JSON.stringify(id)))).toEqual([' a', 'a', 'a ', ' ']);
    expect(['"ü"', '"\\u00fc"', '"\\u00FC"'].map(withId)).toEqual(['ü', 'ü', 'ü']);
  });

  test('what is no text stays apart: half surrogate pairs, Latin-1, and U+FFFD of their own', () => {
    const latin1 = (id: string) =>
      identity(answerOf({}, Buffer.from(`{"x":"\xff","instanceId":"${id}"}`, 'latin1')), fromJson)?.instanceId;
    expect(['"\\ud800"', '"\\ud801"', '"�"'].map(withId)).toEqual(['�ED�A0�80', '�ED�A0�81', '�']);
    const ids = ['Z\xfcrich', 'Z\xf6rich', 'Z\xc3\xbcrich', 'a'].map(latin1);
    expect(ids).toEqual(['Z�FCrich', 'Z�F6rich', 'Zürich', 'a']);
  });

  test('a byte order mark is skipped, and the last of equal keys counts, as with JSON.parse', () => {
    expect(identity(answerOf({}, '\ufeff{"instanceId":"a"}'), fromJson)).toEqual({ instanceId: 'a' });
    expect(identity(answerOf({}, '\ufeff{"instanceId":1.50}'), fromJson)).toEqual({ instanceId: '1.50' });
    expect(identity(answerOf({}, '{"instanceId":1,"instanceId":2}'), fromJson)).toEqual({ instanceId: '2' });
  });

  test('a body that was cut and is no JSON any more says so; one that was cut behind its end is read', () => {
    const read = (body: string) => introductionOf({ ...answerOf({}, body), isBodyCut: true }, reading(fromJson));
    expect(['', '{"instanceId":"j","pad":"xx'].map(read)).toEqual(
      Array(2).fill({ identityProblem: 'body-too-long', meters: {} }),
    );
    expect(read('{"instanceId":"j"}\n').identity).toEqual({ instanceId: 'j' });
    expect(introductionOf({ ...answerOf({}, ''), isBodyCut: true }, reading(fromHeaders))).toEqual({ meters: {} });
  });

  test('an id of 65,537 bytes is refused and says so', () => {
    const body = JSON.stringify({ instanceId: 'y'.repeat(65_537), rssMb: 60 });
    const introduction = introductionOf(answerOf({}, body), reading(fromJson));
    expect(introduction).toEqual({ identityProblem: 'id-too-long', meters: { rssMb: 60 } });
  });

  test('elements of lists have paths, their length is no field', () => {
    const at = (path: string) =>
      identity(answerOf({}, '{"ids":[7,8.0]}'), identitySchema.parse({ from: 'json', instanceId: path }))?.instanceId;
    expect([at('ids.1'), at('ids.2'), at('ids.length')]).toEqual(['8.0', undefined, undefined]);
  });

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

  test('quotes, a byte order mark and bytes that are not UTF-8', () => {
    const id = (body: string | Buffer) => identity(answerOf({}, body), fromCsv)?.instanceId;
    expect(id('\ufeff"a,""b""",3\r\n')).toBe('a,"b"');
    expect([' a,1', 'a,1', '"a",1'].map(id)).toEqual([' a', 'a', 'a']);
    const ids = ['Z\xfcrich,1', 'Z\xc3\xbcrich,1'].map((line) => id(Buffer.from(line, 'latin1')));
    expect(ids).toEqual(['Z�FCrich', 'Zürich']);
  });

  test('an id of 65,536 bytes is kept, a longer one is refused and says so', () => {
    const read = (length: number) => introductionOf(answerOf({}, `${'y'.repeat(length)},3`), reading(fromCsv));
    expect(read(65_536).identity?.instanceId).toHaveLength(65_536);
    expect([read(65_537), read(300_000)]).toEqual(Array(2).fill({ identityProblem: 'id-too-long', meters: {} }));
  });

  test('of a body that was cut nothing is taken that may go on: neither half an id nor half a count', () => {
    const read = (body: string) => introductionOf({ ...answerOf({}, body), isBodyCut: true }, reading(fromCsv));
    const tooLong = { identityProblem: 'body-too-long', meters: {} };
    expect(['uu', 'uuid,1', '"uu'].map(read)).toEqual([tooLong, tooLong, tooLong]);
    expect(read('uuid,12,').identity).toEqual({ instanceId: 'uuid', invocationId: 12 });
  });

  test('an error page, a line of prose and an empty body are no such line', () => {
    expect(identity(answerOf({}, line, 502), fromCsv)).toBeUndefined();
    expect(identity(answerOf({}, '<html>, <body>'), fromCsv)).toBeUndefined();
    expect(identity(answerOf({}, ''), fromCsv)).toBeUndefined();
  });
});

test('where an answer does not say so, call 1 was cold and call 2 was not, if the target works that way', () => {
  const call = (n: number) => answerOf({}, `uuid,${n},x`);
  expect(identity(call(1), fromCsv, 'first-call')?.coldStart).toBe(true);
  expect(identity(call(2), fromCsv, 'first-call')?.coldStart).toBe(false);
  expect(identity(call(1), fromCsv, 'answers')).not.toHaveProperty('coldStart');
  const said = answerOf({ 'rollcall-instance-id': 'x', 'rollcall-invocation-id': '1', 'rollcall-cold-start': 'false' });
  expect(identity(said, fromHeaders, 'first-call')?.coldStart).toBe(false);
});

test('at a server no answer is a cold start, whatever it says', () => {
  const said = answerOf({ 'rollcall-instance-id': 'x', 'rollcall-invocation-id': '1', 'rollcall-cold-start': 'true' });
  expect(identity(said, fromHeaders, 'none')?.coldStart).toBe(false);
  expect(identity(answerOf({}, 'uuid,1,x'), fromCsv, 'none')?.coldStart).toBe(false);
});

describe('the platform', () => {
  const told = { 'rollcall-environment-id': 'env-1', 'rollcall-environment-cold-start': 'true' };

  test('knows who answered, and of cold starts better than the function', () => {
    const said = { 'rollcall-instance-id': 'x', 'rollcall-cold-start': 'false' };
    expect(introductionOf(answerOf({ ...told, ...said }), reading(fromHeaders, 'platform'))).toMatchObject({
      identity: { instanceId: 'x', coldStart: true },
      platform: { environmentId: 'env-1', coldStart: true },
    });
    expect(introductionOf(answerOf(told), reading(fromHeaders, 'platform'))).toEqual({
      platform: { environmentId: 'env-1', coldStart: true },
      meters: {},
    });
  });

  test('is believed only where it is ours', () => {
    for (const from of ['none', 'answers', 'first-call'] as const)
      expect(introductionOf(answerOf(told), reading(fromHeaders, from))).toEqual({ meters: {} });
  });
});

test('no body and no header value throws', () => {
  const specs = fc.constantFrom(fromHeaders, fromJson, fromCsv);
  const anySource = fc.constantFrom<ColdStartsFrom[]>('none', 'answers', 'first-call', 'platform');
  const anyBody = fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(specs, anyBody, fc.string(), anySource, (spec, body, value, source) => {
      const headers = { 'rollcall-instance-id': value, 'rollcall-invocation-id': value, 'rollcall-rss-mb': value };
      const { identity: who, meters } = introductionOf(answerOf(headers, body), reading(spec, source));
      expect(who?.instanceId.length ?? 1).toBeGreaterThan(0);
      expect(Number.isNaN(meters.rssMb ?? 0)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('the only process of a server gave every answer, beside what the answer says of itself; none was a cold start', () => {
  const sole = { ...reading(fromHeaders, 'none'), soleInstance: 'pid-7-100' };
  const platform = { environmentId: 'pid-7-100', coldStart: false };
  expect(introductionOf(answerOf({}), sole)).toEqual({ platform, meters: {} });
  const named = answerOf({ 'rollcall-instance-id': 'a1b2', 'rollcall-invocation-id': '1' });
  expect(introductionOf(named, sole)).toEqual({
    platform,
    identity: { instanceId: 'a1b2', invocationId: 1, coldStart: false },
    meters: {},
  });
});
