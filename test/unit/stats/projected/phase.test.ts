import { describe, expect, it } from 'vitest';
import type { Load } from '../../../../src/load/shapes.ts';
import { awsAccount } from '../../../../src/model/platform/lambda.ts';
import { CallSource } from '../../../../src/stats/projected/call-source.ts';
import { replayedPhase } from '../../../../src/stats/projected/phase.ts';
import { type PlatformLimits, ReplayedPlatform } from '../../../../src/stats/projected/platform.ts';
import { demandOf } from './demand-of.ts';

const limits: PlatformLimits = {
  account: awsAccount,
  keepAlive: { kind: 'constant', ms: 10_000 },
  maxLifeMs: 7_200_000,
  seed: 1,
};

/** Calls of 100 ms, inits of 50 ms. */
const calls = [demandOf({ call: [20, 80], init: [40, 10] }), demandOf({ call: [20, 80] })];

const counted = (load: Load, most = Number.POSITIVE_INFINITY, platform = new ReplayedPlatform(limits)) => {
  const {
    environments,
    coldStarts,
    peakAlive,
    throttled,
    calls: served,
  } = replayedPhase(platform, load, {
    most,
    source: new CallSource([calls], 1),
  });
  return {
    ...{ environments: environments.size, coldStarts, peakAlive, throttled, served: served.length },
    endedAtMs: platform.nowMs,
  };
};

describe('rounds', () => {
  it('wait for the answers of the projection: bursts of 2, 3 and 3 with 1 s between them need 3 environments', () => {
    const rounds = [2, 3, 3].map((size, index) => ({ size, afterPreviousMs: index === 0 ? 0 : 1000 }));
    // 150 ms cold, then 1 s and again 150 ms, as one of the 3 is new, then 1 s and 100 ms.
    expect(counted({ shape: 'rounds', rounds })).toEqual({
      ...{ environments: 3, coldStarts: 3, peakAlive: 3, throttled: 0, served: 8 },
      endedAtMs: 150 + 1000 + 150 + 1000 + 100,
    });
  });

  it('one after another need one environment, however long a call takes', () => {
    const rounds = Array.from({ length: 5 }, () => ({ size: 1, afterPreviousMs: 0 }));
    expect(counted({ shape: 'rounds', rounds })).toMatchObject({ environments: 1, coldStarts: 1, endedAtMs: 550 });
  });

  it('after the keep-alive start new ones: 4 environments served, 2 alive at once', () => {
    const rounds = [0, 10_000].map((afterPreviousMs) => ({ size: 2, afterPreviousMs }));
    expect(counted({ shape: 'rounds', rounds })).toMatchObject({ environments: 4, coldStarts: 4, peakAlive: 2 });
  });

  it('stop after as many requests as the run sent', () => {
    const rounds = [
      { size: 4, afterPreviousMs: 0 },
      { size: 4, afterPreviousMs: 0 },
    ];
    expect(counted({ shape: 'rounds', rounds }, 5)).toMatchObject({ served: 5, environments: 4 });
  });
});

describe('requests that are due', () => {
  it('find an environment idle once its call has ended: every 60 ms, 150 ms cold, 100 ms warm', () => {
    // 0, 60 and 120 start cold and end at 150, 210 and 270; 180 is served by the first.
    const dueMs = [0, 60, 120, 180, 240, 300];
    expect(counted({ shape: 'due', dueMs, maxInFlight: 1000 })).toMatchObject({ environments: 3, coldStarts: 3 });
  });

  it('beyond maxInFlight are not sent', () => {
    const load = { shape: 'due', dueMs: [0, 1, 2, 3], maxInFlight: 3 } as const;
    expect(counted(load)).toMatchObject({ environments: 3, throttled: 0, served: 3 });
  });
});

describe('clients that wait for their answer', () => {
  it('need one environment each: 3 clients send 9 requests in 150 + 2 * 100 ms', () => {
    const load = { shape: 'closed', clients: 3, requests: 9, thinkTimeMs: 0 } as const;
    expect(counted(load, 9)).toMatchObject({ environments: 3, served: 9, endedAtMs: 350 });
  });

  it('send nothing after the duration, and go on after a throttle', () => {
    const platform = new ReplayedPlatform({ ...limits, reservedConcurrency: 1 });
    const load = { shape: 'closed', clients: 2, durationMs: 100, thinkTimeMs: 9 } as const;
    // One is served; the other is throttled, and again every 1 + 9 ms: at 0, 10, ..., 90.
    expect(counted(load, Number.POSITIVE_INFINITY, platform)).toMatchObject({ served: 1, throttled: 10 });
  });
});

it('a later phase finds the environments of the one before', () => {
  const platform = new ReplayedPlatform(limits);
  const burst = (size: number): Load => ({ shape: 'rounds', rounds: [{ size, afterPreviousMs: 0 }] });
  expect(counted(burst(5), 5, platform)).toMatchObject({ environments: 5, coldStarts: 5, peakAlive: 5 });
  counted({ shape: 'idle', durationMs: 9000 }, 0, platform);
  expect(counted(burst(2), 2, platform)).toMatchObject({ environments: 2, coldStarts: 0, peakAlive: 5 });
});
