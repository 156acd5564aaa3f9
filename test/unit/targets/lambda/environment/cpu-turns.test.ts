import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CpuTurns, type Turn, type TurnKind } from '../../../../../targets/lambda/environment/cpu-turns.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** On two CPUs. `waiting`: the pids of inits that wait for something else than a CPU. */
function turns() {
  const waiting = new Set<number>();
  const all = new CpuTurns({ cpus: 2, isRunning: (pid) => !waiting.has(pid) });
  const began: number[] = [];
  const ask = (kind: TurnKind) => (pid: number) =>
    new Promise<Turn>((resolve) =>
      all.take(
        kind,
        () => pid,
        (turn) => {
          began.push(pid);
          resolve(turn);
        },
      ),
    );
  return { waiting, began, init: ask('init'), call: ask('call') };
}

describe('the turns of inits and calls', () => {
  it('lets as many begin at once as there are CPUs, and the next one when one of them is over', async () => {
    const { began, init } = turns();
    const inits = [1, 2, 3, 4].map(init);
    await vi.advanceTimersByTimeAsync(50);
    expect(began).toEqual([1, 2]);
    (await inits[0])?.[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(50);
    expect(began).toEqual([1, 2, 3]);
    expect((await inits[0])?.waitedMs).toBe(0);
    expect((await inits[2])?.waitedMs).toBe(50);
  });

  it('lets all begin whose predecessors wait for something else: 100 of them need no 200 ms each', async () => {
    const { waiting, began, init } = turns();
    for (let pid = 1; pid <= 100; pid += 1) waiting.add(pid);
    for (let pid = 1; pid <= 100; pid += 1) void init(pid);
    await vi.advanceTimersByTimeAsync(200);
    expect(began).toHaveLength(100);
  });

  it('notices that an init has stopped computing', async () => {
    const { waiting, began, init } = turns();
    for (const pid of [1, 2, 3]) void init(pid);
    await vi.advanceTimersByTimeAsync(20);
    expect(began).toEqual([1, 2]);
    waiting.add(2);
    await vi.advanceTimersByTimeAsync(3);
    expect(began).toEqual([1, 2, 3]);
  });

  it('does not let inits that compute for ever stop all others: after a second two more begin', async () => {
    const { began, init } = turns();
    for (const pid of [1, 2, 3, 4, 5]) void init(pid);
    await vi.advanceTimersByTimeAsync(999);
    expect(began).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(10);
    expect(began).toEqual([1, 2, 3, 4]);
  });

  it('lets a call begin before inits that came first, and one grant of four is for an init', async () => {
    const { began, init, call } = turns();
    const running = [1, 2].map(init);
    for (const pid of [3, 4]) void init(pid);
    const calls = [11, 12, 13, 14, 15].map(call);
    await vi.advanceTimersByTimeAsync(10);
    (await running[0])?.[Symbol.dispose]();
    for (const each of calls.slice(0, 3)) (await each)[Symbol.dispose]();
    expect(began).toEqual([1, 2, 11, 12, 13, 3]);
  });

  it('takes the turn of a call that waits, for good: it may compute again beside two others', async () => {
    const { waiting, began, call } = turns();
    for (const pid of [1, 2, 3, 4]) void call(pid);
    waiting.add(1);
    await vi.advanceTimersByTimeAsync(5);
    expect(began).toEqual([1, 2, 3]);
    waiting.delete(1);
    waiting.add(2);
    await vi.advanceTimersByTimeAsync(5);
    expect(began).toEqual([1, 2, 3, 4]);
  });
});
