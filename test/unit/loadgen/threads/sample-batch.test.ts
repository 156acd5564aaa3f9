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
      const sent = structuredClone(writer.take());
      expect([...samplesIn(sent, place)]).toStrictEqual(samples);
    }),
  );
});

test('a writer of 2 places is full after 2 samples and empty after it was taken; a batch keeps what it has', () => {
  const [first, second, third] = fc.sample(sample, 3) as [Sample, Sample, Sample];
  const writer = new BatchWriter(2);
  writer.add(first);
  expect(writer.full).toBe(false);
  writer.add(second);
  expect(writer.full).toBe(true);
  const batch = writer.take();
  expect(writer.full).toBe(false);
  writer.add(third);
  expect([...samplesIn(batch, place)]).toStrictEqual([first, second]);
  expect([...samplesIn(writer.take(), place)]).toStrictEqual([third]);
});

test('a writer is full when its texts are long, however few samples it has', () => {
  const writer = new BatchWriter(1000);
  const [first] = fc.sample(sample, 1) as [Sample];
  const named = (instanceId: string): Sample => ({ ...first, identity: { instanceId } });
  for (let n = 0; n < 4; n += 1) writer.add(named(`${n}`.repeat(60_000)));
  expect(writer.full).toBe(false);
  // A text that it has already is no more to carry.
  writer.add(named('0'.repeat(60_000)));
  expect(writer.full).toBe(false);
  writer.add(named('x'.repeat(60_000)));
  expect(writer.full).toBe(true);
  writer.take();
  expect(writer.full).toBe(false);
});
