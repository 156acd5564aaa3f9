import { expect, it } from 'vitest';
import { startClock } from '../../../../src/loadgen/clock.ts';
import type { PhaseOrder } from '../../../../src/loadgen/phase-order.ts';
import { Generator } from '../../../../src/loadgen/threads/generator.ts';
import { BatchWriter } from '../../../../src/loadgen/threads/sample-batch.ts';
import type { SampleKeeper, Sender } from '../../../../src/loadgen/threads/transport.ts';
import type { Sample } from '../../../../src/model/sample.ts';
import { sampleOf, unsent } from '../../stats/sample-of.ts';

/** A sender that sends and hands over when the test says so. */
class HandSender implements Sender {
  readonly ready = Promise.resolve();
  sent = 0;
  sinceReleaseMs: number | undefined;
  keeper: SampleKeeper | undefined;
  ended = () => {};

  fire(_: unknown, keeper: SampleKeeper) {
    this.sent = 0;
    this.keeper = keeper;
    return new Promise<{ startedAtMs: number; finishedAtMs: number }>((resolve) => {
      this.ended = () => resolve({ startedAtMs: 0, finishedAtMs: 1 });
    });
  }

  hand(samples: readonly Sample[], untilMs: number): void {
    const batch = new BatchWriter(10);
    for (const sample of samples) batch.add(sample);
    void this.keeper?.onBatch(batch.take(untilMs), untilMs);
  }

  stop(): void {}
  watch(): void {}
  unwatch = () => Promise.reject(new Error('not watched'));
  end = () => Promise.resolve();
}

const orderOf = (phase: object) =>
  ({ phase, place: { target: 't', repeat: 0 }, destination: {} }) as unknown as PhaseOrder;

const answer = (completedAtMs: number) => sampleOf({ sentAtMs: 0, completedAtMs });

it('counts a request as in flight until its sample is here: what is in flight and the samples are all that were sent', async () => {
  const senders = [new HandSender(), new HandSender()] as const;
  const left = [...senders];
  const transport = { startSender: () => left.pop() ?? new HandSender(), newMeeting: () => undefined };
  await using generator = await Generator.start({ transport, threads: 2, clock: startClock() });
  const { signal } = new AbortController();
  const samples: Sample[] = [];
  const fired = generator.fire(orderOf({ kind: 'burst', name: 'b', size: 8 }), {
    signal,
    onSample: (sample) => void samples.push(sample),
  });
  const seen = () => ({ inFlight: generator.inFlight, samples: samples.length });
  expect(seen()).toEqual({ inFlight: 0, samples: 0 });
  expect(generator.sinceReleaseMs).toBeUndefined();
  for (const sender of senders) sender.sent = 4;
  [senders[0].sinceReleaseMs, senders[1].sinceReleaseMs] = [701, 700];
  expect(generator.sinceReleaseMs).toBe(700);
  expect(seen()).toEqual({ inFlight: 8, samples: 0 });
  // Three answers of one sender wait for the other one, which may have earlier ones.
  senders[0].hand([answer(10), answer(20), answer(30)], 40);
  expect(seen()).toEqual({ inFlight: 8, samples: 0 });
  // Until 25 ms both have handed over theirs: 10, 15 and 20 ms. What was not sent is not in flight either.
  senders[1].hand([answer(15), { ...unsent(answer(16)), outcome: { kind: 'not-sent', message: 'm' } }], 25);
  expect(seen()).toEqual({ inFlight: 5, samples: 4 });
  senders[0].hand([answer(41)], 50);
  senders[1].hand([answer(42), answer(43), answer(44)], 50);
  expect(seen()).toEqual({ inFlight: 0, samples: 9 });
  for (const sender of senders) sender.ended();
  await fired;

  // The next phase needs one of them: what the other has sent before is none of its requests.
  const next = generator.fire(orderOf({ kind: 'sequential', name: 's', count: 1 }), { signal, onSample: () => {} });
  expect(generator.inFlight).toBe(0);
  for (const sender of senders) if (sender.sent === 0) sender.sent = 1;
  expect(generator.inFlight).toBe(1);
  for (const sender of senders) sender.ended();
  await next;
});
