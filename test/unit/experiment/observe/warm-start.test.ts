import { describe, expect, it } from 'vitest';
import { startWarm, type WarmStart } from '../../../../src/experiment/observe/warm-start.ts';
import type { Sample } from '../../../../src/model/sample.ts';

const call = (serviceMs: number): Sample => ({
  ...{ target: 'lambda', phase: 'steady', repeat: 0, intendedAtMs: 0, sentAtMs: 1, completedAtMs: 1 + serviceMs },
  ...{ connection: 'new', bytes: 0, outcome: { kind: 'answered', status: 200 }, meters: {} },
});

/** 60/s of 152 ms each, on a platform that keeps what it started. */
function plan(changes: Partial<WarmStart> = {}): WarmStart {
  let idle = 0;
  return {
    ...{ target: 'lambda', most: 1000, signal: new AbortController().signal },
    warm: async ({ start }) => {
      if (start) idle += 1;
      return { idle };
    },
    peakPerSecond: () => 60,
    call: async () => call(152),
    onStart: () => {},
    ...changes,
  };
}

describe('environments that are started before a phase', () => {
  it("are as many as Little's law and 3 standard deviations need: 9.12 + 3 x 3.02 = 18.18; one at least", async () => {
    expect(await startWarm(plan())).toMatchObject({ environments: 19 });
    expect(await startWarm(plan({ call: async () => call(0) }))).toMatchObject({ environments: 1, needed: 1 });
  });

  it('get a request each, after up to 5 that measure the service time', async () => {
    const warmed = await startWarm(plan());
    // 5 calls of the first one beside its first, and the first calls of 18 others.
    expect(warmed).toMatchObject({ environments: 19, started: 19, needed: 19, serviceMs: 152, calls: 24 });
    expect(warmed?.meanInFlight).toBeCloseTo(9.12, 10);
  });

  it('stay, and are explained by the mean that needed them, where later calls are shorter', async () => {
    // 6 calls of 152 ms need 19. With 18 calls of 50 ms, their mean is 75.5 ms, which needs ceil(4.53 + 3 x 2.13) = 11.
    let calls = 0;
    const warmed = await startWarm(plan({ call: async () => call(calls++ < 6 ? 152 : 50) }));
    expect(warmed).toMatchObject({ environments: 19, started: 19, needed: 19, serviceMs: 152, calls: 24 });
    expect(warmed?.meanInFlight).toBeCloseTo(9.12, 10);
  });

  it('are more where later calls are longer', async () => {
    // 6 calls of 50 ms need ceil(3 + 3 x 1.73) = 9; each later one of 500 ms raises the mean, up to all 25 that are allowed.
    let calls = 0;
    const warmed = await startWarm(plan({ most: 25, call: async () => call(calls++ < 6 ? 50 : 500) }));
    expect(warmed).toMatchObject({ environments: 25, started: 25, needed: 25 });
  });

  it('count those that are idle already', async () => {
    let idle = 15;
    const warm: WarmStart['warm'] = async ({ start }) => {
      if (start) idle += 1;
      return { idle };
    };
    expect(await startWarm(plan({ warm }))).toMatchObject({ environments: 19, started: 4, calls: 9 });
  });

  it('are no more than the phase and the target allow', async () => {
    expect(await startWarm(plan({ most: 7 }))).toMatchObject({ environments: 7, needed: 7 });
  });

  it('are given up where they end faster than others start: after twice as many starts as needed', async () => {
    const warm: WarmStart['warm'] = async () => ({ idle: 1 });
    expect(await startWarm(plan({ warm }))).toMatchObject({ environments: 1, needed: 19, started: 38 });
  });

  it('fail the target if an init fails', async () => {
    const warm: WarmStart['warm'] = async () => ({ idle: 0, failed: 'Runtime.ExitError' });
    await expect(startWarm(plan({ warm }))).rejects.toThrow(
      'target lambda could not start an environment before the phase: Runtime.ExitError',
    );
  });

  it('end with the run, also while the platform is silent', async () => {
    const controller = new AbortController();
    const ended = startWarm(plan({ signal: controller.signal, warm: () => new Promise(() => {}) }));
    controller.abort();
    expect(await ended).toBeUndefined();
  });
});
