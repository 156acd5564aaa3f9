import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InitTurns } from '../../../../../targets/lambda/environment/init-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** On two CPUs. `waiting`: the pids of inits that wait for something else than a CPU. */
function turns() {
  const waiting = new Set<number>();
  const all = new InitTurns({ cpus: 2, isRunning: (pid) => !waiting.has(pid) });
  const began: number[] = [];
  const begin = async (pid: number) => {
    const turn = await all.next(() => pid);
    began.push(pid);
    return turn;
  };
  return { waiting, began, begin };
}

describe('the turns of inits', () => {
  it('lets as many begin at once as there are CPUs, and the next one when one of them is over', async () => {
    const { began, begin } = turns();
    const inits = [1, 2, 3, 4].map(begin);
    await vi.advanceTimersByTimeAsync(50);
    expect(began).toEqual([1, 2]);
    (await inits[0])?.[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(50);
    expect(began).toEqual([1, 2, 3]);
    expect((await inits[0])?.waitedMs).toBe(0);
    expect((await inits[2])?.waitedMs).toBe(50);
  });

  it('lets all begin whose predecessors wait for something else: 100 of them need no 200 ms each', async () => {
    const { waiting, began, begin } = turns();
    for (let pid = 1; pid <= 100; pid += 1) waiting.add(pid);
    for (let pid = 1; pid <= 100; pid += 1) void begin(pid);
    await vi.advanceTimersByTimeAsync(200);
    expect(began).toHaveLength(100);
  });

  it('notices that an init has stopped computing', async () => {
    const { waiting, began, begin } = turns();
    for (const pid of [1, 2, 3]) void begin(pid);
    await vi.advanceTimersByTimeAsync(20);
    expect(began).toEqual([1, 2]);
    waiting.add(2);
    await vi.advanceTimersByTimeAsync(3);
    expect(began).toEqual([1, 2, 3]);
  });

  it('does not let inits that compute for ever stop all others: after a second two more begin', async () => {
    const { began, begin } = turns();
    for (const pid of [1, 2, 3, 4, 5]) void begin(pid);
    await vi.advanceTimersByTimeAsync(999);
    expect(began).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(10);
    expect(began).toEqual([1, 2, 3, 4]);
  });
});
