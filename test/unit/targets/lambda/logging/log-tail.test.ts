import { expect, it } from 'vitest';
import { LogTail } from '../../../../../targets/lambda/logging/log-tail.ts';

it('is the whole of a short log', () => {
  const tail = new LogTail();
  tail.add('START');
  tail.add('END');
  expect(tail.bytes.toString()).toBe('START\nEND\n');
});

it('is the last 4,096 bytes of a long one: 41 lines of 100 with the first cut to 96', () => {
  const tail = new LogTail();
  for (let line = 0; line < 2000; line++) tail.add(String(line).padStart(99, '.'));
  const text = tail.bytes.toString();
  expect(text).toHaveLength(4096);
  expect(text.split('\n')[0]).toBe('1959'.padStart(95, '.'));
  expect(text.endsWith('.1999\n')).toBe(true);
});

it('counts bytes, not characters', () => {
  const tail = new LogTail();
  tail.add('ä'.repeat(4000));
  expect(tail.bytes).toHaveLength(4096);
});
