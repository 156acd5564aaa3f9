import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measuresSchema } from '../../../src/model/measures.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { MeasuresAccumulator } from '../../../src/stats/measures.ts';
import { sampleOf, unsent } from './sample-of.ts';

const measure = (samples: Iterable<Sample>) => {
  const measures = new MeasuresAccumulator();
  for (const sample of samples) measures.add(sample);
  return measuresSchema.parse(measures.finish());
};

const message = 'x';
const everyOutcome: readonly Outcome[] = [
  { kind: 'answered', status: 204 },
  { kind: 'throttled', status: 429 },
  { kind: 'http-error', status: 502 },
  { kind: 'timed-out', afterMs: 10 },
  { kind: 'refused', message },
  { kind: 'reset', message },
  { kind: 'malformed', message },
  { kind: 'unreachable', message },
  { kind: 'interrupted' },
  { kind: 'not-sent', message },
];

describe('requests', () => {
  it('of ten outcomes: 9 sent = 1 answered + 1 throttled + 1 timed out + 6 failed; the one that was held back is in none of them', () => {
    const { requests } = measure(everyOutcome.map((outcome) => sampleOf({ sentAtMs: 0, completedAtMs: 10, outcome })));
    expect(requests).toEqual({
      ...{ sent: 9, answered: 1, throttled: 1, timedOut: 1, failed: 6, notSent: 1, unidentified: 1 },
      failures: { httpError: 1, refused: 1, reset: 1, malformed: 1, unreachable: 1, interrupted: 1 },
      // Refused, reset, malformed and unreachable all said `x`.
      commonFailure: { message: 'x', count: 4 },
    });
  });

  it('tell what the most failures said: b twice, a once, also over two phases', () => {
    const failure = (text: string): Outcome => ({ kind: 'http-error', status: 403, message: text });
    const first = new MeasuresAccumulator();
    const second = new MeasuresAccumulator();
    for (const text of ['a', 'b']) first.add(sampleOf({ sentAtMs: 0, completedAtMs: 1, outcome: failure(text) }));
    second.add(sampleOf({ sentAtMs: 0, completedAtMs: 1, outcome: failure('b') }));
    first.merge(second);
    expect(first.finish().requests.commonFailure).toEqual({ message: 'b', count: 2 });
  });

  it('that failed give no latency: three answers of 10, 20, 30 ms have median 20, a timeout of 5000 beside them', () => {
    const answers = [10, 20, 30].map((ms) => sampleOf({ sentAtMs: 0, completedAtMs: ms }));
    const timeout = sampleOf({ sentAtMs: 0, completedAtMs: 5000, outcome: { kind: 'timed-out', afterMs: 5000 } });
    const { serviceTime } = measure([...answers, timeout]).latencyMs;
    expect(serviceTime.all).toMatchObject({ count: 3, mean: 20, max: 30 });
  });

  it('sent 5 ms late took 20 ms of service and 25 ms for the user', () => {
    const { latencyMs } = measure([sampleOf({ intendedAtMs: 0, sentAtMs: 5, completedAtMs: 25 })]);
    expect(latencyMs.serviceTime.all).toMatchObject({ max: 20 });
    expect(latencyMs.responseTime.all).toMatchObject({ max: 25 });
  });
});

describe('cold and warm', () => {
  const answer = (ms: number, coldStart?: boolean) =>
    sampleOf({
      ...{ sentAtMs: 0, completedAtMs: ms },
      identity: { instanceId: `i${ms}`, ...(coldStart === undefined ? {} : { coldStart }) },
    });

  it('are apart, and an answer that told neither is only in all: 2 + 1 of 4', () => {
    const { latencyMs, environments } = measure([answer(300, true), answer(320, true), answer(50, false), answer(60)]);
    const { all, cold, warm } = latencyMs.serviceTime;
    expect([all?.count, cold?.count, warm?.count]).toEqual([4, 2, 1]);
    expect([cold?.min, warm?.max]).toEqual([300, 50]);
    expect(environments.coldStarts).toBe(2);
  });

  it('are known from the platform before they are from the answer, and told apart where the answer names nobody', () => {
    const platform = { environmentId: 'e', coldStart: true };
    const mistaken = { instanceId: 'i', coldStart: false };
    const samples = [
      sampleOf({ sentAtMs: 0, completedAtMs: 10, platform, identity: mistaken }),
      sampleOf({ sentAtMs: 0, completedAtMs: 20, platform }),
      sampleOf({ sentAtMs: 0, completedAtMs: 30, platform: { environmentId: 'e', coldStart: false } }),
    ];
    const { serviceTime } = measure(samples).latencyMs;
    expect([serviceTime.cold?.count, serviceTime.warm?.count]).toEqual([2, 1]);
  });

  it('is absent where there is none', () => {
    expect(measure([answer(50, false)]).latencyMs.serviceTime).not.toHaveProperty('cold');
    expect(measure([]).latencyMs).toEqual({ serviceTime: {}, responseTime: {} });
  });
});

describe('environments', () => {
  const call = (instanceId: string, sentAtMs: number, completedAtMs: number, rest: Partial<Sample> = {}) => ({
    ...sampleOf({ sentAtMs, completedAtMs, identity: { instanceId, coldStart: false } }),
    ...rest,
  });

  it('of calls a, a, b: 2 distinct, 1 reused; a was seen from 0 to 90 and busy 10 + 20 = 30 ms', () => {
    const { environments } = measure([call('a', 0, 10), call('b', 60, 80), call('a', 70, 90)]);
    expect(environments).toMatchObject({ distinct: 2, reused: 1, coldStarts: 0, peakAliveSource: 'responses' });
    expect(environments.list).toEqual([
      {
        ...{ instanceId: 'a', invocations: 2, coldStart: false, firstSeenAtMs: 0, lastSeenAtMs: 90 },
        ...{ busyMs: 30, peakInFlight: 1 },
      },
      {
        ...{ instanceId: 'b', invocations: 1, coldStart: false, firstSeenAtMs: 60, lastSeenAtMs: 80 },
        ...{ busyMs: 20, peakInFlight: 1 },
      },
    ]);
  });

  it('by the platform: three answers without a name come from two environments, one of them cold', () => {
    const by = (environmentId: string, coldStart: boolean) =>
      sampleOf({ sentAtMs: 0, completedAtMs: 10, platform: { environmentId, coldStart } });
    const accumulator = new MeasuresAccumulator();
    for (const sample of [by('e1', true), by('e2', false), by('e1', false)]) accumulator.add(sample);
    expect(accumulator.finish()).toMatchObject({
      environments: { distinct: 0, identifiedBy: 'answers' },
      requests: { unidentified: 3 },
    });
    expect(accumulator.finishByPlatform()).toMatchObject({
      environments: { distinct: 2, identifiedBy: 'platform', coldStarts: 1, coldStartsSource: 'answers', reused: 1 },
      requests: { unidentified: 0 },
    });
    accumulator.add({ ...by('e1', false), identityProblem: 'id-too-long' });
    expect(accumulator.finish().requests).toMatchObject({ unidentified: 4, idTooLong: 1 });
    expect(accumulator.finishByPlatform()?.requests).not.toHaveProperty('idTooLong');
    expect(new MeasuresAccumulator().finishByPlatform()).toBeUndefined();
  });

  it('nobody knows of cold starts: their number is absent, of the target and of each instance', () => {
    const { environments } = measure([sampleOf({ sentAtMs: 0, completedAtMs: 10, identity: { instanceId: 'i' } })]);
    expect(environments).not.toHaveProperty('coldStarts');
    expect(environments.list).toHaveLength(1);
    expect(environments.list[0]).not.toHaveProperty('coldStart');
    expect(environments).not.toHaveProperty('coldStartsSource');
  });

  it('alive at once: a (0 to 90) met b (60 to 80), and neither met c (90 to 95): 2, though one request was the peak', () => {
    const samples = [call('a', 0, 10), call('b', 60, 80), call('a', 85, 90), call('c', 90, 95)];
    expect(measure(samples)).toMatchObject({ peakInFlight: 1, environments: { peakAlive: 2, distinct: 3 } });
  });

  it('busy from when the handler began, 30 ms before the first byte at 95, to the last byte at 100: 35 ms', () => {
    const { environments } = measure([call('a', 0, 100, { firstByteAtMs: 95, meters: { handlerMs: 30 } })]);
    expect(environments.list[0]).toMatchObject({ busyMs: 35 });
  });

  it('busy 2,000 ms with the same work, whole, streamed with and without a time of its handler, told in the body', () => {
    const busyMs = (firstByteAtMs: number, handlerMs?: number) =>
      measure([call('a', 0, 2000, { firstByteAtMs, meters: handlerMs === undefined ? {} : { handlerMs } })])
        .environments.list[0]?.busyMs;
    expect([busyMs(2000, 2000), busyMs(100, 100), busyMs(100), busyMs(100, 2000)]).toEqual([2000, 2000, 2000, 2000]);
  });

  it('busy with overlapping handlers is the union: 10 to 50 and 30 to 70 are 60 ms, not 80', () => {
    const meters = { handlerMs: 40 };
    const { environments } = measure([call('a', 0, 50, { meters }), call('a', 0, 70, { meters })]);
    expect(environments.list[0]).toMatchObject({ busyMs: 60, peakInFlight: 2, invocations: 2 });
  });

  it('busy up to the last byte: 65 to 100 and 95 to 120 are 55 ms', () => {
    const { environments } = measure([
      call('a', 0, 100, { firstByteAtMs: 95, meters: { handlerMs: 30 } }),
      call('a', 0, 120, { firstByteAtMs: 120, meters: { handlerMs: 25 } }),
    ]);
    expect(environments.list[0]).toMatchObject({ busyMs: 55 });
  });

  it('never busy before the send: a handler that claims 500 ms of a request of 100 ms had it for 100', () => {
    expect(measure([call('a', 0, 100, { meters: { handlerMs: 500 } })]).environments.list[0]).toMatchObject({
      busyMs: 100,
    });
  });

  it('keep the init that was told once and the highest memory: 120 ms, 61 of 60, 61, 59 MB', () => {
    const { environments } = measure([
      call('a', 0, 10, { meters: { initMs: 120, rssMb: 60 } }),
      call('a', 20, 30, { meters: { rssMb: 61 } }),
      call('a', 40, 50, { meters: { rssMb: 59 } }),
    ]);
    expect(environments.list[0]).toMatchObject({ initMs: 120, peakRssMb: 61 });
  });

  it('lose no call over more samples than are held back: 10,001 of a, 5,000 of b', () => {
    const calls = Array.from({ length: 15_001 }, (_, i) => call(i % 3 === 2 ? 'b' : 'a', i, i + 1));
    const { environments } = measure(calls);
    expect(environments.list.map(({ invocations }) => invocations)).toEqual([10_001, 5000]);
    expect(environments.reused).toBe(14_999);
  });

  it('answer errors too: an instance that said who it is with a 500 is on the roll, without latency', () => {
    const { environments, latencyMs } = measure([call('a', 0, 10, { outcome: { kind: 'http-error', status: 500 } })]);
    expect(environments.distinct).toBe(1);
    expect(latencyMs.serviceTime).toEqual({});
  });
});

describe('what is answered', () => {
  const redirect: Outcome = { kind: 'answered', status: 302, message: 'moved' };

  it('is by its outcome, not its status: an expected 302 has a latency and no complaint', () => {
    const { requests, latencyMs } = measure([
      sampleOf({ sentAtMs: 0, completedAtMs: 10, outcome: redirect }),
      sampleOf({ sentAtMs: 20, completedAtMs: 50 }),
    ]);
    expect(requests).toMatchObject({ answered: 2, failed: 0 });
    expect(requests.commonFailure).toBeUndefined();
    expect(latencyMs.serviceTime.all).toMatchObject({ count: 2, min: 10, max: 30 });
  });

  it('without a readable id is unidentified, and counted apart where the id was too long', () => {
    const unnamed = sampleOf({ sentAtMs: 0, completedAtMs: 10 });
    const named = { ...unnamed, identity: { instanceId: 'a' } };
    const refused = { ...unnamed, identityProblem: 'id-too-long' as const };
    const failed = { ...refused, outcome: { kind: 'http-error' as const, status: 500 } };
    const cut = { ...unnamed, identityProblem: 'body-too-long' as const };
    const { requests, environments } = measure([unnamed, refused, failed, named, cut, cut]);
    expect(requests).toMatchObject({ answered: 5, unidentified: 4, idTooLong: 1, bodyTooLong: 2 });
    expect(environments.distinct).toBe(1);
    expect(measure([unnamed]).requests).not.toHaveProperty('idTooLong');
    expect(measure([unnamed]).requests).not.toHaveProperty('bodyTooLong');
  });
});

describe('peak in flight', () => {
  const requests = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 1, max: 50 })), { maxLength: 100 });

  it('equals counting at every send, failures included, even if samples come a little out of order', () => {
    fc.assert(
      fc.property(requests, (given) => {
        const samples = given.map(([sentAtMs, ms], i) =>
          sampleOf({ sentAtMs, completedAtMs: sentAtMs + ms, ...(i % 3 ? {} : { outcome: { kind: 'interrupted' } }) }),
        );
        const at = (t: number) => samples.filter((s) => (s.sentAtMs ?? 0) <= t && t < s.completedAtMs).length;
        expect(measure(samples).peakInFlight).toBe(Math.max(0, ...samples.map((s) => at(s.sentAtMs ?? 0))));
      }),
    );
  });

  it('is exact over more samples than are held back: 2 at once, 30,000 times, with one of 300 s around them: 3', () => {
    function* samples() {
      for (let i = 0; i < 30_000; i += 1) {
        yield sampleOf({ sentAtMs: i * 10 + 1, completedAtMs: i * 10 + 8 });
        yield sampleOf({ sentAtMs: i * 10, completedAtMs: i * 10 + 7 });
      }
      yield sampleOf({ sentAtMs: 0, completedAtMs: 300_000 });
    }
    expect(measure(samples()).peakInFlight).toBe(3);
  });

  it('leaves out a request that was never sent', () => {
    const refused = sampleOf({ sentAtMs: 0, completedAtMs: 10, outcome: { kind: 'refused', message } });
    expect(measure([unsent(refused)])).toMatchObject({ peakInFlight: 0, requests: { sent: 1, failed: 1 } });
  });
});

describe('phases one after another', () => {
  const instant = fc.integer({ min: 0, max: 500 });
  const call = fc
    .tuple(instant, instant, fc.constantFrom('a', 'b', 'c', undefined), fc.constantFrom(...everyOutcome), fc.boolean())
    .map(([one, other, instanceId, outcome, coldStart]) => ({ one, other, instanceId, outcome, coldStart }));

  it('added up apart and then merged are what they are added up together', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), fc.array(call, { maxLength: 30 }), (first, second) => {
        const samplesFrom = (startMs: number, calls: typeof first) =>
          calls
            .map(({ one, other, instanceId, outcome, coldStart }) =>
              sampleOf({
                sentAtMs: startMs + Math.min(one, other),
                completedAtMs: startMs + Math.max(one, other),
                outcome,
                ...(instanceId !== undefined && { identity: { instanceId, coldStart } }),
              }),
            )
            .sort((a, b) => a.completedAtMs - b.completedAtMs);
        const phases = [samplesFrom(0, first), samplesFrom(1000, second)];
        const total = new MeasuresAccumulator();
        for (const phase of phases) {
          const measures = new MeasuresAccumulator();
          for (const sample of phase) measures.add(sample);
          total.merge(measures);
        }
        expect(total.finish()).toEqual(measure(phases.flat()));
      }),
    );
  });
});
