import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { programFile } from '../../src/launch/local/program-file.ts';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import { startClock } from '../../src/loadgen/clock.ts';
import { Generator } from '../../src/loadgen/threads/generator.ts';
import { workerThreads } from '../../src/loadgen/threads/generator-thread.ts';
import type { Sample } from '../../src/model/sample.ts';
import { serviceTimeMs } from '../../src/model/sample.ts';
import { LatencyHistogram } from '../../src/stats/latency.ts';
import { MeasuresAccumulator } from '../../src/stats/measures.ts';
import { countBy, orderOf, ownHeaders, type Varied } from './firing.ts';
import { startTruth } from './truth.ts';

const transport = workerThreads(programFile('src/loadgen/threads/thread-main'));

const phase = (fields: object): Phase => phaseSchema.parse({ name: 'load', ...fields });

interface Fired {
  readonly samples: readonly Sample[];
  readonly startedAtMs: number;
}

async function fireOn(threads: number, url: string, load: Phase, more: Varied = {}): Promise<Fired> {
  const clock = startClock();
  await using generator = await Generator.start({
    transport,
    threads,
    clock,
  });
  const samples: Sample[] = [];
  const { startedAtMs } = await generator.fire(orderOf(url, load, more), {
    signal: new AbortController().signal,
    onSample: (sample) => samples.push(sample),
    ...more,
  });
  return { samples, startedAtMs };
}

const rate = phase({ kind: 'constantRate', ratePerSecond: 400, durationMs: 500 });

it('warms up with 3 phases of 1,500 requests per thread at a responder of its own, and none at the target', async () => {
  await using truth = await startTruth();
  const warmUp: Sample[] = [];
  const clock = startClock();
  await using generator = await Generator.start({
    ...{ transport, threads: 2, clock },
    warmUp: { identity: ownHeaders, signal: new AbortController().signal, onSample: (sample) => warmUp.push(sample) },
  });
  const samples: Sample[] = [];
  await generator.fire(orderOf(truth.url, rate), {
    signal: new AbortController().signal,
    onSample: (sample) => samples.push(sample),
  });
  expect(countBy(warmUp.map(({ outcome }) => outcome.kind))).toEqual({ answered: 9000 });
  expect(countBy(warmUp.map(({ repeat }) => String(repeat)))).toEqual({ 0: 3000, 1: 3000, 2: 3000 });
  // Answers of all kinds, each head twice: with every meter, and without anything of ours.
  const names = countBy(warmUp.map((sample) => sample.identity?.instanceId ?? 'none'));
  expect(Object.keys(names).sort()).toEqual(['none', 'warm-up']);
  expect(warmUp.some(({ meters }) => meters.rssMb === 60.5)).toBe(true);
  expect(Math.max(...warmUp.map(({ completedAtMs }) => completedAtMs))).toBeLessThan(
    Math.min(...samples.map(({ intendedAtMs }) => intendedAtMs)),
  );
  expect(countBy(samples.map((sample) => sample.identity?.instanceId ?? 'none'))).toEqual({ 'truth-0': 200 });
  expect(await truth.records()).toHaveLength(200);
});

describe('one load on one, two and three threads', () => {
  it('200 requests of a rate are due at the same instants, and each is on the wire once', async () => {
    for (const threads of [1, 2, 3]) {
      await using truth = await startTruth({ instances: 7 });
      const { samples, startedAtMs } = await fireOn(threads, truth.url, rate);
      const due = samples.map((s) => Math.round((s.intendedAtMs - startedAtMs) * 100) / 100).sort((a, b) => a - b);
      expect(due).toEqual(Array.from({ length: 200 }, (_, k) => k * 2.5));
      const records = await truth.records();
      expect(records).toHaveLength(200);
      const named = samples.map(({ identity }) => `${identity?.instanceId} ${identity?.invocationId}`);
      expect(named.sort()).toEqual(
        records.map(({ instanceId, invocationId }) => `${instanceId} ${invocationId}`).sort(),
      );
    }
  });

  it('a burst of 101 is one burst: released at one instant, with the next one after the last answer of all', async () => {
    await using truth = await startTruth({ delayMs: 30 });
    const { samples } = await fireOn(2, truth.url, phase({ kind: 'burst', size: 101, repeats: 2, gapMs: 5 }));
    const [first, second] = [0, 1].map((burst) => samples.filter((sample) => sample.burst === burst));
    expect([first?.length, second?.length]).toEqual([101, 101]);
    expect(Math.max(...(first ?? []).map((s) => s.completedAtMs))).toBeLessThan(
      Math.min(...(second ?? []).map((s) => s.sentAtMs ?? 0)),
    );
    expect(samples.every((s) => (s.sentAtMs ?? 0) >= s.intendedAtMs)).toBe(true);
  });

  it('the same counts of every outcome, and a closed load of 1,000 sends 1,000', async () => {
    const counts: object[] = [];
    for (const threads of [1, 2]) {
      await using truth = await startTruth({ every: { error: 4, throttle: 10 } });
      const { samples } = await fireOn(threads, truth.url, phase({ kind: 'closed', connections: 10, requests: 1000 }));
      counts.push(countBy(samples.map(({ outcome }) => outcome.kind)));
    }
    expect(counts[1]).toEqual(counts[0]);
    // Every 4th of 1,000 is an error, every 10th a throttle, and what is both is one of them.
    expect(Object.values(counts[0] as Record<string, number>).reduce((a, b) => a + b)).toBe(1000);
  });

  it('the merged histogram is that of the union of the samples; medians of two thread counts agree', async () => {
    const medians: number[] = [];
    for (const threads of [1, 2]) {
      await using truth = await startTruth({ delayMs: 100 });
      const measures = new MeasuresAccumulator();
      const samples: Sample[] = [];
      const onSample = (sample: Sample) => {
        measures.add(sample);
        samples.push(sample);
      };
      await fireOn(threads, truth.url, rate, { onSample });
      const [one, other] = [new LatencyHistogram(), new LatencyHistogram()];
      for (const [n, sample] of samples.entries()) (n % 2 === 0 ? one : other).add(serviceTimeMs(sample) ?? 0);
      one.merge(other);
      expect(measures.finish().latencyMs.serviceTime.all).toEqual(one.summary());
      medians.push(one.summary()?.p50 ?? 0);
    }
    // The truth is 100 ms for both; half of it is left for a busy machine.
    expect(Math.abs((medians[0] ?? 0) - (medians[1] ?? 0))).toBeLessThan(50);
  });
});

describe('what a thread cannot do', () => {
  it('one that cannot start is told, and leaves no other behind to keep the process alive', async () => {
    const program = fileURLToPath(new URL('../fixtures/loadgen/throws-at-load.mjs', import.meta.url));
    const started = Generator.start({ transport: workerThreads(program), threads: 3, clock: startClock() });
    await expect(started).rejects.toThrow('cannot be loaded');
  });

  it('a URL that is none is told as what the user can mend', async () => {
    await expect(fireOn(2, 'ftp://127.0.0.1/', rate)).rejects.toMatchObject({ code: 'url-invalid' });
  });

  it('what the keeper of samples throws ends the firing', async () => {
    await using truth = await startTruth();
    const onSample = () => {
      throw new Error('the disk is full');
    };
    const minute = phase({ kind: 'constantRate', ratePerSecond: 100, durationMs: 60_000 });
    await expect(fireOn(2, truth.url, minute, { onSample })).rejects.toThrow('the disk is full');
  });

  it('interrupted, every thread ends at once, and what was in flight is told', async () => {
    const stop = new AbortController();
    let arrived = 0;
    const silent = createServer(() => {
      arrived += 1;
      if (arrived === 5) stop.abort();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const closed = phase({ kind: 'closed', connections: 5, durationMs: 60_000 });
    const { samples } = await fireOn(2, url, closed, { signal: stop.signal });
    expect(countBy(samples.map(({ outcome }) => outcome.kind))).toEqual({ interrupted: 5 });
  });
});

it('samples stay in order of their completion, whichever thread they come from', async () => {
  await using truth = await startTruth();
  const { samples } = await fireOn(2, truth.url, phase({ kind: 'closed', connections: 8, durationMs: 500 }));
  const late = samples.filter((s, n) => s.completedAtMs < (samples[n - 1]?.completedAtMs ?? 0) - 20).length;
  expect(samples.length).toBeGreaterThan(100);
  // A batch may mix up what was stamped within one slice of reading, nothing that is tens of ms apart.
  expect(late).toBe(0);
});
