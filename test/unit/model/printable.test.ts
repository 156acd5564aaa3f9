import { expect, it } from 'vitest';
import { printable } from '../../../src/model/printable.ts';

it('shows what would steer a terminal as words', () => {
  expect(printable('\u001b[31mred\u0007')).toBe('\\x1b[31mred\\x07');
  expect(printable('\u202eevil')).toBe('\\u202eevil');
  expect(printable('two\nlines, émile')).toBe('two\nlines, émile');
});
