import { expect, it } from 'vitest';
import { FunctionThreads } from '../../../../../targets/lambda/environment/function-threads.ts';

const thread = (id: number, cpuMs: number, queuedMs = 0) => ({ id, cpuMs, queuedMs });

/** A main thread and two of V8 at the start of the runtime; the function starts one while it initializes. */
function started(): FunctionThreads {
  const threads = new FunctionThreads();
  threads.initialized([thread(10, 60), thread(11, 4), thread(12, 6), thread(20, 30, 1)], 3);
  return threads;
}

it('threads of the runtime that collect garbage for 5 of 13 ms are not the function computing on several', () => {
  const after = [thread(10, 68), thread(11, 7), thread(12, 8), thread(20, 30, 1)];
  expect(started().used({ cpuMs: 13, othersMs: 5 }, () => after)).toEqual({ cpuMs: 0, queuedMs: 0 });
});

it('threads that the function started are: 40 ms of CPU, and 12 ms of queueing', () => {
  const after = [thread(10, 68), thread(11, 5), thread(12, 6), thread(20, 60, 9), thread(21, 10, 4)];
  expect(started().used({ cpuMs: 49, othersMs: 41 }, () => after)).toEqual({ cpuMs: 40, queuedMs: 12 });
});

it('so is one that has ended: what the threads of the runtime did not use, 41 - 1 ms', () => {
  const after = [thread(10, 68), thread(11, 5), thread(12, 6)];
  expect(started().used({ cpuMs: 49, othersMs: 41 }, () => after)).toEqual({ cpuMs: 40, queuedMs: 0 });
});

it('nobody reads the threads where others used 2 ms or a fifth of the CPU', () => {
  const read = () => {
    throw new Error('read');
  };
  expect(started().used({ cpuMs: 3, othersMs: 2 }, read).cpuMs).toBe(0);
  expect(started().used({ cpuMs: 40, othersMs: 8 }, read).cpuMs).toBe(0);
  expect(() => started().used({ cpuMs: 40, othersMs: 8.1 }, read)).toThrow('read');
});

it('of a runtime that does not name its own threads, the main thread alone is', () => {
  const threads = new FunctionThreads();
  threads.initialized([thread(10, 60), thread(11, 4)]);
  const after = [thread(10, 60), thread(11, 14, 2)];
  expect(threads.used({ cpuMs: 10, othersMs: 10 }, () => after)).toEqual({ cpuMs: 10, queuedMs: 2 });
});
