import { parentPort, workerData } from 'node:worker_threads';
import { moduleOf } from '../../load/phase-modules.ts';
import { UserError } from '../../model/errors.ts';
import type { Sample } from '../../model/sample.ts';
import { watchClient } from '../client-health.ts';
import { sameClock } from '../clock.ts';
import { ServiceTimes } from '../connections/service-times.ts';
import { UnreadAnswers } from '../http/parse-queue.ts';
import { alone, type Meeting, SharedRendezvous } from '../rendezvous.ts';
import { firePhase } from '../shapes/fire.ts';
import { BatchWriter } from './sample-batch.ts';
import type { FromThread, ThreadData, ToThread } from './thread-messages.ts';
import type { SegmentOrder } from './transport.ts';

/**
 * A thread of the generator: it does nothing but fire, stamp and read answers. What it saw goes in batches to the thread that
 * keeps it, so that neither statistics nor the disk can make a request late.
 */
const data = workerData as ThreadData;
const clock = sameClock(data.clock);
const kept = new Int32Array(data.kept);
const batches = new BatchWriter(4096);
const serviceTimes = new ServiceTimes();
let stopping = new AbortController();
let watch: ReturnType<typeof watchClient> | undefined;
let unread = new UnreadAnswers();
let posted = 0;
/** A load with a schedule is on: only such a load can be late. */
let isScheduled = false;
let logs: string[] = [];

/** What a run that is killed can lose here. */
const batchEveryMs = 100;
/** At most this much waits for the main thread. Beyond that firing stops, which shows as send lag. */
const mostWaitingBytes = 48 * 1024 * 1024;

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'fire':
      void fire(message.order);
      break;
    case 'stop':
      stopping.abort();
      break;
    case 'watch':
      watch = watchClient();
      break;
    case 'unwatch':
      if (watch !== undefined) post({ kind: 'health', readings: watch.stop() });
      watch = undefined;
      break;
  }
});
post({ kind: 'ready' });

async function fire({ order, segment, meeting }: SegmentOrder<Meeting>): Promise<void> {
  stopping = new AbortController();
  const rendezvous = meeting === undefined ? alone(clock) : new SharedRendezvous(meeting, clock);
  isScheduled = moduleOf(order.phase).shape === 'due';
  const handing = setInterval(hand, batchEveryMs);
  try {
    const { signal } = stopping;
    const onSend = (requests: number, releasedAtMs?: number) => {
      // Stopped before the engine sends: a process that was suspended may wake up long after.
      if (clock.nowMs() > Atomics.load(kept, 3)) stopping.abort();
      if (signal.aborted) return;
      if (releasedAtMs !== undefined) Atomics.store(kept, 2, Math.round(releasedAtMs));
      Atomics.add(kept, 1, requests);
    };
    const onLog = (text: string) => void logs.push(text);
    unread = new UnreadAnswers();
    const context = { segment, clock, signal, rendezvous, serviceTimes, unread };
    const run = await firePhase(order, context, { onSample: keep, onSend, onLog });
    hand();
    post({ kind: 'fired', run });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    post({ kind: 'refused', code: error.code, message: error.message, hint: error.hint });
  } finally {
    clearInterval(handing);
  }
}

function keep(sample: Sample): void {
  batches.add(sample);
  if (batches.isFull || (isScheduled && batches.isDue(sample.completedAtMs))) hand();
}

function hand(): void {
  if (logs.length > 0) post({ kind: 'logs', texts: logs });
  logs = [];
  const nowMs = clock.nowMs();
  const untilMs = unread.readUntilMs(nowMs);
  const batch = batches.take(nowMs);
  // Both counters overflow at the same number, so that their difference does not.
  for (let done = Atomics.load(kept, 0); ((posted - done) | 0) >= mostWaitingBytes; done = Atomics.load(kept, 0)) {
    Atomics.wait(kept, 0, done);
  }
  posted = (posted + batch.bytes) | 0;
  parentPort?.postMessage({ kind: 'samples', batch, untilMs } satisfies FromThread, [batch.rows.buffer]);
}

function post(message: FromThread): void {
  parentPort?.postMessage(message);
}
