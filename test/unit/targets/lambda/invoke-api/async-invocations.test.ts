import { expect, test } from 'vitest';
import type { InvokeResult } from '../../../../../targets/lambda/invoke.ts';
import {
  AsyncInvocations,
  type AsyncPolicy,
  awsAsyncPolicy,
  type DiscardedEvent,
  type Timers,
} from '../../../../../targets/lambda/invoke-api/async-invocations.ts';

const payload = Buffer.from('{}');
const answered: InvokeResult = { kind: 'answered', payload };
const failed: InvokeResult = { kind: 'function-error', errorType: 'Error', payload };
const throttled: InvokeResult = { kind: 'throttled' };
const minute = 60_000;

test('a failing event is tried at 0, 1 and 3 min, then discarded', async () => {
  const run = await play(() => failed);
  expect(run.attemptsAtMs).toEqual([0, minute, 3 * minute]);
  expect(run.discarded).toEqual([{ requestId: 'r', functionArn: 'a', condition: 'RetriesExhausted', attempts: 3 }]);
});

test('an event that succeeds is tried no more', async () => {
  const run = await play((attempt) => (attempt === 2 ? answered : failed));
  expect(run.attemptsAtMs).toEqual([0, minute]);
  expect(run.discarded).toEqual([]);
});

test('a throttled event is tried again after 1, 2, 4, ... s, at most 5 min apart, for up to 6 h', async () => {
  const run = await play(() => throttled);
  const gapsS = run.attemptsAtMs.map((at, i) => (at - (run.attemptsAtMs[i - 1] ?? 0)) / 1000).slice(1);
  expect(gapsS.slice(0, 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  // 511 s of doubling, then (21600 - 511) / 300 = 70.3: 70 more.
  expect(gapsS).toHaveLength(9 + 70);
  expect(run.discarded).toMatchObject([{ condition: 'EventAgeExceeded', attempts: 80 }]);
});

test('throttles use up no retries: 0 failed, 60 throttled, 61 failed, 181 failed', async () => {
  const run = await play((attempt) => (attempt === 2 ? throttled : failed));
  expect(run.attemptsAtMs).toEqual([0, 60_000, 61_000, 181_000]);
  expect(run.discarded).toMatchObject([{ condition: 'RetriesExhausted', attempts: 4 }]);
});

test('after a failure a throttle waits 1 s again: 0 and 1 throttled, 3 failed, 63 throttled, 64 answered', async () => {
  const results = [throttled, throttled, failed, throttled, answered];
  const run = await play((attempt) => results[attempt - 1] ?? failed);
  expect(run.attemptsAtMs).toEqual([0, 1000, 3000, 63_000, 64_000]);
});

test('with a maximum age of 2 min the second retry, due at 3 min, does not happen', async () => {
  const run = await play(() => failed, { maximumEventAgeMs: 2 * minute });
  expect(run.attemptsAtMs).toEqual([0, minute]);
  expect(run.discarded).toMatchObject([{ condition: 'EventAgeExceeded', attempts: 2 }]);
});

test('without retries it is tried once; with five, the last delay holds on', async () => {
  expect((await play(() => failed, { maximumRetryAttempts: 0 })).attemptsAtMs).toEqual([0]);
  const run = await play(() => failed, { maximumRetryAttempts: 4, retryDelaysMs: [10, 20] });
  expect(run.attemptsAtMs).toEqual([0, 10, 30, 50, 70]);
});

test('closing cancels what waits and says how much was lost', async () => {
  const clock = new VirtualTimers();
  const invocations = new AsyncInvocations(awsAsyncPolicy, clock, () => undefined);
  let attempts = 0;
  for (let i = 0; i < 3; i += 1) {
    invocations.accept({
      requestId: `${i}`,
      functionArn: 'a',
      attempt: async () => {
        attempts += 1;
        return i === 0 ? answered : failed;
      },
    });
  }
  await settled();
  expect(invocations.close()).toBe(2);
  await clock.runAll();
  expect(attempts).toBe(3);
});

async function play(resultOf: (attempt: number) => InvokeResult, policy: Partial<AsyncPolicy> = {}) {
  const clock = new VirtualTimers();
  const attemptsAtMs: number[] = [];
  const discarded: DiscardedEvent[] = [];
  const invocations = new AsyncInvocations({ ...awsAsyncPolicy, ...policy }, clock, (event) => discarded.push(event));
  const attempt = async (): Promise<InvokeResult> => {
    attemptsAtMs.push(clock.nowMs());
    return resultOf(attemptsAtMs.length);
  };
  invocations.accept({ requestId: 'r', functionArn: 'a', attempt });
  await settled();
  await clock.runAll();
  return { attemptsAtMs, discarded };
}

class VirtualTimers implements Timers {
  #nowMs = 0;
  #due: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#due.push(timer);
    return () => {
      this.#due = this.#due.filter((one) => one !== timer);
    };
  }

  async runAll(): Promise<void> {
    for (;;) {
      const next = this.#due.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) return;
      this.#due = this.#due.filter((one) => one !== next);
      this.#nowMs = next.atMs;
      next.run();
      await settled();
    }
  }
}

/** All promises that can settle have. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
