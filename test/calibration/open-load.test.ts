import { describe, expect, it } from 'vitest';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import { startClock } from '../../src/loadgen/clock.ts';
import { ServiceTimes } from '../../src/loadgen/connections/service-times.ts';
import { type Sample, serviceTimeMs } from '../../src/model/sample.ts';
import { fire, sequential } from './firing.ts';
import { serve } from './scripted-server.ts';
import { startTruth } from './truth.ts';

const phase = (fields: object): Phase => phaseSchema.parse({ name: 'load', ...fields });

const dueOffsets = (samples: readonly Sample[], startedAtMs: number) =>
  samples.map((sample) => Math.round((sample.intendedAtMs - startedAtMs) * 1000) / 1000).sort((a, b) => a - b);

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nrollcall-instance-id: one\r\n\r\nok';

describe('open workloads send exactly what their arithmetic says', () => {
  it('200/s for 1 s: 200 requests on the wire, due every 5 ms, none sent before it was due', async () => {
    await using truth = await startTruth();
    const { samples, startedAtMs } = await fire(
      truth.url,
      phase({ kind: 'constantRate', ratePerSecond: 200, durationMs: 1000 }),
    );
    expect(dueOffsets(samples, startedAtMs)).toEqual(Array.from({ length: 200 }, (_, k) => k * 5));
    expect(samples.filter((s) => s.sentAtMs === undefined || s.sentAtMs < s.intendedAtMs)).toEqual([]);
    expect(await truth.records()).toHaveLength(200);
  });

  it('0 to 100/s in 0.4 s, then 100/s for 0.2 s: 20 + 20 requests', async () => {
    await using truth = await startTruth();
    const stages = [
      { durationMs: 400, toRatePerSecond: 100 },
      { durationMs: 200, toRatePerSecond: 100 },
    ];
    const { samples, startedAtMs } = await fire(truth.url, phase({ kind: 'rampingRate', stages }));
    const due = dueOffsets(samples, startedAtMs);
    expect(due.filter((at) => at < 400)).toHaveLength(20);
    expect(due.slice(20)).toEqual(Array.from({ length: 20 }, (_, k) => 400 + k * 10));
    expect(await truth.records()).toHaveLength(40);
  });

  it('Poisson: the same arrivals at both targets for one seed, others for another', async () => {
    await using truth = await startTruth();
    const poisson = phase({ kind: 'poisson', ratePerSecond: 100, durationMs: 500 });
    const arrivals = async (seed: number) => {
      const { samples, startedAtMs } = await fire(truth.url, poisson, { seed });
      return dueOffsets(samples, startedAtMs);
    };
    const first = await arrivals(3);
    expect(await arrivals(3)).toEqual(first);
    expect(await arrivals(4)).not.toEqual(first);
  });

  it('keeps its schedule at a server that never answers; beyond maxInFlight it records what it did not send', async () => {
    await using server = await serve(() => {});
    const rate = phase({ kind: 'constantRate', ratePerSecond: 100, durationMs: 200, maxInFlight: 5 });
    const { samples, kinds } = await fire(server.url, rate, { timeoutMs: 1000 });
    expect(kinds).toEqual({ 'timed-out': 5, 'not-sent': 15 });
    expect(samples.filter((sample) => sample.sentAtMs !== undefined)).toHaveLength(5);
    expect(server.requests).toHaveLength(5);
  });
});

it('after 4 calls of 100 ms, 200/s begin on the 20 connections that they need, and no further request goes out', async () => {
  await using server = await serve((socket) => void setTimeout(() => socket.write(answer), 100));
  const serviceTimes = new ServiceTimes();
  await fire(server.url, sequential(4), { serviceTimes });
  const [opened, requests] = [server.connections, server.requests.length];
  const rate = phase({ kind: 'constantRate', ratePerSecond: 200, durationMs: 100 });
  const { samples } = await fire(server.url, rate, { serviceTimes });
  expect(server.connections - opened).toBeGreaterThanOrEqual(20);
  expect(samples.map(({ connection }) => connection)).toEqual(Array(20).fill('reused'));
  expect(server.requests.length - requests).toBe(20);
  // Even a machine that sends the last of them late does so before the first answer.
  await using slow = await serve((socket) => void setTimeout(() => socket.write(answer), 1000));
  const without = await fire(slow.url, rate);
  expect(without.samples.every(({ connection }) => connection === 'new')).toBe(true);
});

it('a server that stalls from 1.2 to 3.2 s of 4.8 s at 25/s: 50 requests wait for its end, 25 of them more than 1 s', async () => {
  const clock = startClock();
  let openedAtMs: number | undefined;
  const answeredAtMs: number[] = [];
  await using server = await serve((socket, { n }) => {
    openedAtMs ??= clock.nowMs();
    const atMs = clock.nowMs() - openedAtMs;
    const respond = () => {
      answeredAtMs[n] = clock.nowMs();
      socket.write(answer.replace('\r\n\r\n', `\r\nrollcall-invocation-id: ${n}\r\n\r\n`));
    };
    if (atMs < 1200 || atMs >= 3200) respond();
    else setTimeout(respond, 3200 - atMs);
  });
  const load = phase({ kind: 'constantRate', ratePerSecond: 25, durationMs: 4800 });
  const { samples } = await fire(server.url, load, { clock });
  expect(samples).toHaveLength(120);
  const slower = (ms: number, endOf: (sample: Sample) => number) =>
    samples.filter((s) => endOf(s) - s.intendedAtMs > ms).length;
  const answered = ({ identity }: Sample) => answeredAtMs[identity?.invocationId ?? 0] ?? Number.NaN;
  // Due at 1200, 1240, ... 3160 ms and answered at 3200: 2000, 1960, ... 40 ms. An answer that is read 40 ms late moves one request.
  for (const [ms, byHand] of [
    [1000, 25],
    [400, 40],
  ] as const) {
    const measured = slower(ms, (s) => s.completedAtMs);
    // A process that is held up as the stall begins or ends makes more requests wait. The server saw how many.
    expect(Math.abs(measured - slower(ms, answered))).toBeLessThanOrEqual(2);
    expect(measured).toBeGreaterThanOrEqual(byHand - 2);
  }
  expect(samples.every((s) => s.outcome.kind === 'answered')).toBe(true);
});

describe('closed workloads', () => {
  it('8 clients and 100 requests: 100 on the wire over 8 connections, at most 8 at once', async () => {
    await using truth = await startTruth({ delayMs: 5 });
    const { samples } = await fire(truth.url, phase({ kind: 'closed', connections: 8, requests: 100 }));
    expect(samples).toHaveLength(100);
    expect(samples.every((sample) => sample.connection === 'reused')).toBe(true);
    const atOnce = samples.map(
      (s) =>
        samples.filter((o) => (o.sentAtMs ?? 0) <= (s.sentAtMs ?? 0) && o.completedAtMs > (s.sentAtMs ?? 0)).length,
    );
    expect(Math.max(...atOnce)).toBeLessThanOrEqual(8);
    expect(await truth.records()).toHaveLength(100);
  });

  it('2 clients for 300 ms with 50 ms of thought after answers of 20 ms: none sent after the end, 10 at the most', async () => {
    await using truth = await startTruth({ delayMs: 20 });
    const closed = phase({ kind: 'closed', connections: 2, durationMs: 300, thinkTimeMs: 50 });
    const { samples, startedAtMs } = await fire(truth.url, closed);
    expect(samples.filter((sample) => sample.intendedAtMs - startedAtMs >= 300)).toEqual([]);
    // A round takes 70 ms and more, so a client sends at 0, 70, 140, 210 and 280 ms at the most.
    expect(samples.length).toBeGreaterThanOrEqual(4);
    expect(samples.length).toBeLessThanOrEqual(10);
    expect(samples.every((sample) => (serviceTimeMs(sample) ?? 0) >= 20)).toBe(true);
  });

  it('a refusing target does not hold the thread, and every refusal is counted', async () => {
    const { kinds } = await fire('http://127.0.0.1:1/', phase({ kind: 'closed', connections: 3, requests: 30 }));
    expect(kinds).toEqual({ refused: 30 });
  });
});

it('Ctrl-C in an open, a closed and a pause phase ends it at once and keeps what was measured', async () => {
  await using server = await serve(() => {});
  // 50/s for a minute would be 3,000. It is stopped soon after its first request. 3 clients hold 3, a pause nothing.
  for (const { atLeast, atMost, ...fields } of [
    { kind: 'constantRate', ratePerSecond: 50, durationMs: 60_000, atLeast: 1, atMost: 100 },
    { kind: 'closed', connections: 3, durationMs: 60_000, atLeast: 3, atMost: 3 },
    { kind: 'pause', durationMs: 60_000, atLeast: 0, atMost: 0 },
  ]) {
    const controller = new AbortController();
    const requests = server.requests.length;
    const fired = fire(server.url, phase(fields), { signal: controller.signal, timeoutMs: 60_000 });
    await expect.poll(() => server.requests.length - requests).toBeGreaterThanOrEqual(atLeast);
    controller.abort();
    const { samples } = await fired;
    expect(samples.every((sample) => sample.outcome.kind === 'interrupted')).toBe(true);
    expect(samples.length).toBeGreaterThanOrEqual(atLeast);
    expect(samples.length).toBeLessThanOrEqual(atMost);
  }
});
