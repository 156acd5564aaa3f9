import { expect, test } from 'vitest';
import { fitted, linkTo, terminalOf, wantsColor } from '../../../src/cli/terminal-options.ts';

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

test('a terminal that reports no columns, or 0, has 80; elsewhere a table has 100', () => {
  const width = (isTTY: boolean, columns?: number) => terminalOf({ isTTY, columns } as NodeJS.WriteStream).width;
  expect([width(true, 40), width(true, 0), width(true), width(false)]).toEqual([40, 80, 80, 100]);
});

test('only a terminal gets broken lines', () => {
  const text = 'four words are here';
  const on = (isTTY: boolean) => fitted(text, { isTTY, columns: 12 } as NodeJS.WriteStream);
  expect([on(true), on(false)]).toEqual(['four words\n  are here', text]);
});

test('a link is the address of a file, with what an address cannot have encoded', () => {
  expect(linkTo('/tmp/a b/report.html')).toBe('file:///tmp/a%20b/report.html');
});
