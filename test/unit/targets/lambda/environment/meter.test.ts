import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EnvironmentMeter, queueingOf } from '../../../../../targets/lambda/environment/meter.ts';

/** Vitest runs a test file on the main thread of a process. */
const meter = new EnvironmentMeter({ startedAtMs: performance.now(), pid: () => process.pid, freezes: true });

const hash = (rounds: number) => ['p', 's', rounds, 32, 'sha512'] as const;

describe.runIf(process.platform === 'linux')('the CPU of a call', () => {
  it('has the part of threads beside the main one', async () => {
    meter.callStarts();
    pbkdf2Sync(...hash(300_000));
    const alone = meter.callEnded({});
    meter.callStarts();
    await Promise.all(Array.from({ length: 4 }, () => promisify(pbkdf2)(...hash(60_000))));
    const parallel = meter.callEnded({});
    expect(alone.otherThreadsMs).toBeLessThan(0.2 * (alone.cpuMs ?? 0));
    expect(parallel.otherThreadsMs).toBeGreaterThan(0.5 * (parallel.cpuMs ?? 0));
  });

  it('of the runtime is of the call alone, so work before it is in no other thread: 5 of 105 ms reported', () => {
    meter.callStarts();
    pbkdf2Sync(...hash(30_000));
    const use = meter.callEnded({ cpuMs: 5, restingCpuMs: 100 });
    expect(use).toMatchObject({ cpuMs: 105, otherThreadsMs: 0 });
  });

  it('is known of a call that was ended before the runtime could report it', () => {
    const reporting = new EnvironmentMeter({ startedAtMs: performance.now(), pid: () => process.pid, freezes: true });
    reporting.initialized({ cpuMs: 1 });
    reporting.callStarts();
    const before = process.cpuUsage();
    pbkdf2Sync(...hash(60_000));
    const { user, system } = process.cpuUsage(before);
    const use = reporting.callEnded({});
    expect(Math.abs((use.cpuMs ?? 0) - (user + system) / 1000)).toBeLessThan(15);
    expect(use.otherThreadsMs).toBeLessThan(15);
  });
});

describe('queueing', () => {
  const answered = { sentAtMs: 1100, readAfterMs: 4, handlerMs: 80 };

  it('is the delay inside the handler, and all that is no CPU before it and after the sending: 12 + (100 - 80 - 3) + 4 ms', () => {
    const span = { fromMs: 1000, main: { cpuMs: 18, queuedMs: 12 }, restingMs: 3, groupThrottledMs: undefined };
    expect(queueingOf({ ...span, reported: answered })).toEqual({ queuedInsideMs: 12, queuedMs: 33 });
  });

  it('is not what the CPU share held back: 5 of 12 ms', () => {
    const span = { fromMs: 1020, main: { cpuMs: 18, queuedMs: 12 }, groupThrottledMs: 5 };
    expect(queueingOf({ ...span, reported: answered })).toEqual({ queuedInsideMs: 7, queuedMs: 11, throttledMs: 5 });
  });

  it('of other threads counts as far as it fits: the main one slept for 50 ms, of which others ran for 40, so 10 of 30', () => {
    const others = { cpuMs: 40, queuedMs: 30 };
    const span = { fromMs: 1020, main: { cpuMs: 18, queuedMs: 12 }, others, groupThrottledMs: undefined };
    expect(queueingOf({ ...span, reported: answered })).toMatchObject({ queuedInsideMs: 22 });
  });

  it('is the delay of the whole span where a runtime reports nothing', () => {
    const span = { fromMs: performance.now() - 100, main: { cpuMs: 18, queuedMs: 12 }, groupThrottledMs: undefined };
    expect(queueingOf({ ...span, reported: {} })).toEqual({ queuedInsideMs: 12, queuedMs: 12 });
  });
});
