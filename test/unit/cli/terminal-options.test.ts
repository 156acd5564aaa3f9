import { expect, test } from 'vitest';
import { terminalOf, wantsColor } from '../../../src/cli/terminal-options.ts';

const xterm = { TERM: 'xterm-256color' };
const terminal = { isTTY: true };
const pipe = { isTTY: false };

test.each([
  ['a terminal', terminal, xterm, true],
  ['no terminal', pipe, xterm, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ['a terminal of a kind without colors', terminal, { TERM: 'vt52' }, false],
  ['NO_COLOR', terminal, { ...xterm, NO_COLOR: '1' }, false],
  ['NO_COLOR of no characters, which is as if it were not set', terminal, { ...xterm, NO_COLOR: '' }, true],
])('%s', (_, output, env, expected) => {
  expect(wantsColor(output, env)).toBe(expected);
});

test.each([
  ['', true],
  ['1', true],
  ['2', true],
  ['3', true],
  ['true', true],
  ['0', false],
  ['false', false],
  ['maybe', false],
])('FORCE_COLOR=%s decides over NO_COLOR, TERM and where the output goes', (FORCE_COLOR, expected) => {
  expect(wantsColor(pipe, { FORCE_COLOR, NO_COLOR: '1', TERM: 'dumb' })).toBe(expected);
  expect(wantsColor(terminal, { ...xterm, FORCE_COLOR })).toBe(expected);
});

test('a table is 100 columns wide where no terminal, or one of no size, says how wide it is', () => {
  const widths = [40, 0, undefined].map((columns) => terminalOf({ isTTY: true, columns } as NodeJS.WriteStream).width);
  expect(widths).toEqual([40, 100, 100]);
});
