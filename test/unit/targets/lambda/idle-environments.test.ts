import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleEnvironments } from '../../../../targets/lambda/idle-environments.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function idleFor(keepAliveMs: number) {
  const expired: string[] = [];
  return { expired, idle: new IdleEnvironments<string>(keepAliveMs, (environment) => expired.push(environment)) };
}

it('gives the most recently used first: a b c come out as c b a', () => {
  const { idle } = idleFor(1000);
  for (const name of ['a', 'b', 'c']) idle.add(name);
  expect([idle.take(), idle.take(), idle.take(), idle.take()]).toEqual(['c', 'b', 'a', undefined]);
});

it('puts the one that was used again on top', () => {
  const { idle } = idleFor(1000);
  for (const name of ['a', 'b']) idle.add(name);
  idle.add(idle.take() ?? '');
  idle.delete('b');
  expect([idle.take(), idle.take()]).toEqual(['a', undefined]);
});

it('expires each after its own idle time: added at 0 and 60 with 100 ms, gone at 100 and 160', () => {
  const { idle, expired } = idleFor(100);
  idle.add('a');
  vi.advanceTimersByTime(60);
  idle.add('b');
  vi.advanceTimersByTime(39);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['a']);
  vi.advanceTimersByTime(59);
  expect(expired).toEqual(['a']);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['a', 'b']);
});

it('counts from the last use: used at 90, an environment with 100 ms lives until 190', () => {
  const { idle, expired } = idleFor(100);
  idle.add('a');
  vi.advanceTimersByTime(90);
  idle.add(idle.take() ?? '');
  vi.advanceTimersByTime(99);
  expect(expired).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(expired).toEqual(['a']);
});

it('a keep-alive beyond what a timer can wait (25 days) does not end at once', () => {
  const { idle, expired } = idleFor(2 ** 32);
  idle.add('a');
  vi.advanceTimersByTime(2 ** 31);
  expect(expired).toEqual([]);
});

it('expires nothing after it was cleared', () => {
  const { idle, expired } = idleFor(100);
  idle.add('a');
  idle.clear();
  vi.advanceTimersByTime(1000);
  expect(expired).toEqual([]);
});
