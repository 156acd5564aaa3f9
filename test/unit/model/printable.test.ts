import { expect, it } from 'vitest';
import { printable, printableLine } from '../../../src/model/printable.ts';

it('shows what would steer a terminal as words', () => {
  expect(printable('\u001b[31mred\u0007')).toBe('\\x1b[31mred\\x07');
  expect(printable('\u202eevil')).toBe('\\u202eevil');
  expect(printable('two\nlines, émile')).toBe('two\nlines, émile');
});

it('keeps a text on one line', () => {
  expect(printableLine('two\nlines\r\n\u001b[2J')).toBe('two\\nlines\\x0d\\n\\x1b[2J');
});
