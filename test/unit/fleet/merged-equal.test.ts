import { expect, test } from 'vitest';
import { Tally } from '../../../src/experiment/observe/observation.ts';
import { BlocksInOrder } from '../../../src/fleet/coordinator/blocks-in-order.ts';
import { toWorker } from '../../../src/fleet/protocol/clock-line.ts';
import { decoded } from '../../../src/fleet/protocol/messages.ts';
import { unpacked } from '../../../src/fleet/protocol/sample-blocks.ts';
import { BlockWriter } from '../../../src/fleet/worker/block-writer.ts';
import { moduleOf } from '../../../src/load/phase-modules.ts';
import { type Phase, phaseSchema } from '../../../src/load/phases.ts';
import { partOf, type Segment, whole, within } from '../../../src/load/segment.ts';
import { MergedSamples } from '../../../src/loadgen/threads/merged-samples.ts';
import { BatchWriter } from '../../../src/loadgen/threads/sample-batch.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Sample } from '../../../src/model/sample.ts';
import { phaseKinds } from '../../../src/model/schema/phase-kind.ts';
import { LatencyHistogram } from '../../../src/stats/latency.ts';
import { ScheduleKept } from '../../../src/stats/schedule-kept.ts';
import { SendSpread } from '../../../src/stats/spread.ts';
import { outboxOf } from './outbox-of.ts';

const fieldsOf: Readonly<Record<string, object>> = {
  burst: { size: [100, 7, 201], repeats: 2 },
  sequential: { requests: 50 },
  closed: { connections: 11, requests: 600 },
  constantRate: { ratePerSecond: 1000, durationMs: 700 },
  poisson: { ratePerSecond: 800, durationMs: 900 },
  rampingRate: { stages: [{ toRatePerSecond: 900, durationMs: 1500 }] },
  trace: { file: 'arrivals.csv' },
  pause: { durationMs: 100 },
};

const arrivals = Float64Array.from({ length: 300 }, (_, k) => k * 3 + (k % 5) * 0.125);

const loadOf = (phase: Phase, segment: Segment) =>
  partOf(moduleOf(phase).load(phase, { seed: 3, readFile: () => arrivals }), segment);

/** The same for a request, whoever sends it. Whole µs, as the generator records them. */
function sampleOf(number: number, intendedUs: number, burst?: number): Sample {
  const hash = Math.imul(number + 1, 2654435761) >>> 0;
  const outcomes: Outcome[] = [
    { kind: 'http-error', status: 500, message: `error ${hash % 3}` },
    { kind: 'throttled', status: 429, retryAfterMs: hash % 100 },
    { kind: 'timed-out', afterMs: 30_000 },
    { kind: 'refused', message: 'connect ECONNREFUSED' },
  ];
  const outcome: Outcome = hash % 37 < 4 ? (outcomes[hash % 37] as Outcome) : { kind: 'answered', status: 200 };
  const sentUs = intendedUs + (hash % 900);
  const completedUs = sentUs + 3000 + (hash % 40_011);
  return {
    ...{ target: 'lambda', phase: 'load', repeat: 0, ...(burst !== undefined && { burst }) },
    ...{ intendedAtMs: intendedUs / 1000, sentAtMs: sentUs / 1000, firstByteAtMs: (completedUs - 500) / 1000 },
    ...{
      completedAtMs: completedUs / 1000,
      connection: hash % 5 === 0 ? 'new' : 'reused',
      bytes: hash % 2000,
      outcome,
    },
    ...(outcome.kind === 'answered' && {
      identity: { instanceId: `instance-${hash % 13}`, invocationId: number, coldStart: number < 13 },
      requestId: `request-${number}`,
    }),
    meters: hash % 2 === 0 ? { cpuMs: (hash % 7000) / 1000, cpuScope: 'call' } : {},
  };
}

/** What a segment sends, in the order of its completion. */
function replayed(phase: Phase, segment: Segment): Sample[] {
  const load = loadOf(phase, segment);
  const numbered = (k: number) => segment.index + segment.count * k;
  const samples: Sample[] = [];
  if (load.shape === 'due')
    for (const dueMs of load.dueMs) samples.push(sampleOf(numbered(samples.length), Math.round(dueMs * 1000)));
  if (load.shape === 'closed')
    for (let k = 0; k < (load.requests ?? 0); k += 1) samples.push(sampleOf(numbered(k), numbered(k) * 1250));
  if (load.shape === 'rounds') {
    let [round, before] = [0, 0];
    const sizes = [...(loadOf(phase, whole) as Extract<typeof load, { shape: 'rounds' }>).rounds].map(
      ({ size }) => size,
    );
    for (const { size, burst } of load.rounds) {
      for (let k = 0; k < size; k += 1) samples.push(sampleOf(before + numbered(k), round * 1e6, burst));
      before += sizes[round] ?? Number.NaN;
      round += 1;
    }
  }
  return samples.sort((a, b) => a.completedAtMs - b.completedAtMs);
}

/** Everything that is computed from the samples of a phase. */
class Figures {
  private readonly tally = new Tally([99.9]);
  private readonly spread = new SendSpread();
  private readonly schedule = new ScheduleKept();
  private readonly latency = new LatencyHistogram();

  add(sample: Sample): void {
    this.tally.add(sample);
    this.spread.add(sample);
    this.schedule.add(sample);
    this.latency.add(sample.completedAtMs - (sample.sentAtMs ?? Number.NaN));
  }

  finish() {
    const { tally, spread, schedule, latency } = this;
    return { ...tally.finish(), spread: spread.finish(), schedule: schedule.finish(), latency: latency.summary() };
  }
}

/** The bytes that a worker with two threads and a clock of its own publishes. */
async function published(phase: Phase, segment: Segment, offsetMs: number): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = [];
  const outbox = outboxOf(async (bytes) => void blocks.push(bytes));
  const clock = { fromMs: 0, offsetMs, driftPpm: 0 };
  using writer = new BlockWriter({
    outbox,
    firing: 0,
    clock,
    senders: 2,
    limits: { rows: 2048, bytes: 64 * 1024 },
    isStarting,
  });
  for (const thread of [0, 1]) {
    const batches = new BatchWriter(300);
    const hand = (untilMs: number) => void writer.add(batches.take(untilMs), untilMs, thread);
    for (const sample of replayed(phase, within(segment, { index: thread, count: 2 }))) {
      batches.add(onClock(sample, offsetMs));
      if (batches.isFull) hand(toWorker(clock, sample.completedAtMs));
    }
    hand(toWorker(clock, Number.MAX_SAFE_INTEGER));
  }
  writer.end({ startedAtMs: offsetMs, finishedAtMs: offsetMs });
  await outbox.drained();
  return blocks;
}

const onClock = (sample: Sample, offsetMs: number): Sample => {
  const moved = (ms: number) => Math.round((ms + offsetMs) * 1000) / 1000;
  const { intendedAtMs, sentAtMs = 0, firstByteAtMs = 0, completedAtMs } = sample;
  return {
    ...sample,
    ...{ intendedAtMs: moved(intendedAtMs), sentAtMs: moved(sentAtMs) },
    ...{ firstByteAtMs: moved(firstByteAtMs), completedAtMs: moved(completedAtMs) },
  };
};

const isStarting = () => false;

const offsetsMs = [5000.123, -300.5, 0];

test.each(phaseKinds)('the figures of %s from three workers are those of one machine, bit for bit', async (kind) => {
  const phase = phaseSchema.parse({ kind, name: 'load', ...fieldsOf[kind] });
  const alone = new Figures();
  const all = replayed(phase, whole);
  for (const sample of all) alone.add(sample);

  const together = new Figures();
  const seen: string[] = [];
  const place = { target: 'lambda', phase: 'load', repeat: 0 };
  const merged = new MergedSamples(3, place, (sample) => {
    together.add(sample);
    seen.push(`${sample.requestId} ${sample.intendedAtMs} ${sample.completedAtMs}`);
  });
  for (const [index, offsetMs] of offsetsMs.entries()) {
    const inOrder = new BlocksInOrder();
    // Blocks overtake each other on their way.
    for (const bytes of (await published(phase, { index, count: 3 }, offsetMs)).reverse()) {
      const block = decoded('block', bytes);
      if (block === undefined) throw new Error('a block cannot be read');
      for (const next of inOrder.add(block)) {
        if (next.kind !== 'samples') continue;
        void merged.add(index, unpacked(next.batch), next.untilMs);
      }
    }
    merged.until(index, Number.POSITIVE_INFINITY);
  }
  const expected = all.map((sample) => `${sample.requestId} ${sample.intendedAtMs} ${sample.completedAtMs}`);
  expect(seen.sort()).toEqual(expected.sort());
  expect(together.finish()).toEqual(alone.finish());
});
