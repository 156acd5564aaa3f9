import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchWriter, samplesIn } from '../../../../src/loadgen/threads/sample-batch.ts';
import { identityProblems } from '../../../../src/model/identity.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import type { Sample } from '../../../../src/model/sample.ts';

const place = { target: 't', phase: 'p', repeat: 2 };

const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
const text = fc.string();
const status = fc.integer({ min: 200, max: 599 });
/** Plain objects, as samples are. */
const plain = { noNullPrototype: true };

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record(
    { kind: fc.constantFrom('answered' as const, 'http-error' as const), status, message: text },
    { ...plain, requiredKeys: ['kind', 'status'] },
  ),
  fc.record(
    { kind: fc.constant('throttled' as const), status, retryAfterMs: ms },
    { ...plain, requiredKeys: ['kind', 'status'] },
  ),
  fc.record({ kind: fc.constant('timed-out' as const), afterMs: ms }, plain),
  fc.record(
    {
      kind: fc.constantFrom(
        ...(['refused' as const, 'reset' as const, 'malformed' as const, 'unreachable' as const] as const),
        'not-sent' as const,
      ),
      message: text,
    },
    plain,
  ),
  fc.constant({ kind: 'interrupted' as const }),
);

const sample: fc.Arbitrary<Sample> = fc.record(
  {
    ...{ target: fc.constant('t'), phase: fc.constant('p'), repeat: fc.constant(2) },
    ...{
      burst: fc.nat(),
      request: text,
      intendedAtMs: ms,
      connectedAtMs: ms,
      tlsDoneAtMs: ms,
      sentAtMs: ms,
      firstByteAtMs: ms,
    },
    ...{ completedAtMs: ms, connection: fc.constantFrom('new' as const, 'reused' as const), bytes: fc.nat(), outcome },
    identity: fc.record(
      { instanceId: text, invocationId: fc.nat(), coldStart: fc.boolean() },
      { ...plain, requiredKeys: ['instanceId'] },
    ),
    meters: fc.record(
      {
        ...{ initMs: ms, cpuMs: ms, handlerMs: ms, rssMb: ms, inFlight: fc.nat() },
        cpuScope: fc.constantFrom('call' as const, 'section' as const),
      },
      { ...plain, requiredKeys: [] },
    ),
    identityProblem: fc.constantFrom(...identityProblems),
    requestId: text,
  },
  {
    ...plain,
    requiredKeys: [
      ...(['target', 'phase', 'repeat', 'intendedAtMs', 'completedAtMs'] as const),
      ...(['connection', 'bytes', 'outcome', 'meters'] as const),
    ],
  },
);

test('what goes from thread to thread comes out as it went in: every key, every absent one, every text', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 20 }), (samples) => {
      const writer = new BatchWriter(20);
      for (const each of samples) writer.add(each);
      const sent = structuredClone(writer.take(0));
      expect([...samplesIn(sent, place)]).toStrictEqual(samples);
    }),
  );
});

test('a writer of 2 places is full after 2 samples and empty after it was taken; a batch keeps what it has', () => {
  const [first, second, third] = fc.sample(sample, 3) as [Sample, Sample, Sample];
  const writer = new BatchWriter(2);
  writer.add(first);
  expect(writer.isFull).toBe(false);
  writer.add(second);
  expect(writer.isFull).toBe(true);
  const batch = writer.take(0);
  expect(writer.isFull).toBe(false);
  writer.add(third);
  expect([...samplesIn(batch, place)]).toStrictEqual([first, second]);
  expect([...samplesIn(writer.take(0), place)]).toStrictEqual([third]);
});

test('a writer is full when its texts are long, however few samples it has', () => {
  const writer = new BatchWriter(1000);
  const [first] = fc.sample(sample, 1) as [Sample];
  const named = (instanceId: string): Sample => ({ ...first, identity: { instanceId } });
  for (let n = 0; n < 4; n += 1) writer.add(named(`${n}`.repeat(60_000)));
  expect(writer.isFull).toBe(false);
  // A text that it has already is no more to carry.
  writer.add(named('0'.repeat(60_000)));
  expect(writer.isFull).toBe(false);
  writer.add(named('x'.repeat(60_000)));
  expect(writer.isFull).toBe(true);
  writer.take(0);
  expect(writer.isFull).toBe(false);
});

test('samples at 10,000/s are due every 5 ms, 50 at a time; at 1,000/s when there are 32; one a second waits for whoever asks', () => {
  const [first] = fc.sample(sample, 1) as [Sample];
  const sizes = (perMs: number, count: number): number[] => {
    const writer = new BatchWriter(4096);
    const taken: number[] = [];
    writer.take(0);
    for (let n = 1; n <= count; n += 1) {
      writer.add(first);
      if (writer.isDue(n / perMs)) taken.push(writer.take(n / perMs).count);
    }
    return taken;
  };
  expect(sizes(10, 200)).toEqual([50, 50, 50, 50]);
  expect(sizes(1, 100)).toEqual([32, 32, 32]);
  expect(sizes(0.001, 31)).toEqual([]);
});

test('a batch says how much memory it takes: 22 numbers of 8 bytes for each sample, and 2 bytes for each unit of its texts', () => {
  const [first] = fc.sample(sample, 1) as [Sample];
  const { target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes } = first;
  const own = { target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes, meters: {} };
  const writer = new BatchWriter(10);
  writer.add({ ...own, outcome: { kind: 'reset', message: 'x'.repeat(1000) } });
  writer.add({ ...own, outcome: { kind: 'answered', status: 200 } });
  expect(writer.take(0).bytes).toBe(2 * 22 * 8 + 2000);
  expect(writer.take(0).bytes).toBe(0);
});
