import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wrapped } from '../../../../src/report/summary/wrapped.ts';

it('leaves lines that fit as they are, with the spaces of their columns', () => {
  expect(wrapped('a    1\n\n  b  22', 7)).toBe('a    1\n\n  b  22');
});

it('breaks between fields, and indents what follows as the line, or by two columns', () => {
  expect(wrapped('  requests: 10 of 10  1 environment', 30)).toBe('  requests: 10 of 10\n  1 environment');
  expect(wrapped('requests: 10 of 10  1 environment', 30)).toBe('requests: 10 of 10\n  1 environment');
});

it('sets what follows a verdict under its text', () => {
  expect(wrapped('SUSPECT  lambda answered ten requests with ten', 36)).toBe(
    'SUSPECT  lambda answered ten\n         requests with ten',
  );
});

it('keeps a word whole that is longer than a line', () => {
  expect(wrapped('report: file:///tmp/a/report.html', 20)).toBe('report:\n  file:///tmp/a/report.html');
});

it('counts no colors: 10 columns are green text of 4, a gap and 4', () => {
  expect(wrapped('\u001b[32mgood\u001b[39m  four', 10)).toBe('\u001b[32mgood\u001b[39m  four');
});

it('loses no word, and has no line that is too long but for one word', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
  const spaces = fc.array(fc.constantFrom(' ', '  ', '    '), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(words, spaces, fc.nat(6), fc.integer({ min: 10, max: 60 }), (all, gaps, indent, width) => {
      const text = ' '.repeat(indent) + all.map((word, index) => (index === 0 ? word : gaps[index] + word)).join('');
      const lines = wrapped(text, width).split('\n');
      expect(lines.join(' ').trim().split(/ +/)).toEqual(all);
      expect(lines.filter((line) => line.length > width && line.trim().includes(' '))).toEqual([]);
    }),
  );
});
