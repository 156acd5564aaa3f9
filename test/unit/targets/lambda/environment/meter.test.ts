import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EnvironmentMeter } from '../../../../../targets/lambda/environment/meter.ts';

/** Vitest runs a test file on the main thread of a process. */
const meter = new EnvironmentMeter({ pid: () => process.pid, freezes: true });

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
    const reporting = new EnvironmentMeter({ pid: () => process.pid, freezes: true });
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
