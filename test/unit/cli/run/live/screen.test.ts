import { expect, it } from 'vitest';
import { LiveScreen } from '../../../../../src/cli/run/live/screen.ts';
import { FakeTerminal } from '../../fake-terminal.ts';

function screenOn(terminal: FakeTerminal) {
  const clock = { nowMs: 0 };
  const screen = new LiveScreen(terminal, () => clock.nowMs);
  const drawAt = (nowMs: number, ...lines: string[]) => {
    clock.nowMs = nowMs;
    screen.draw(() => lines);
  };
  return { screen, drawAt };
}

it('draws a block in its place, longer and shorter, with the cursor below it', () => {
  const terminal = new FakeTerminal();
  const { drawAt } = screenOn(terminal);
  drawAt(0, 'one', 'two');
  expect(terminal.lines).toEqual(['one', 'two', '']);
  drawAt(100, 'ONE', 'TWO', 'THREE');
  expect(terminal.lines).toEqual(['ONE', 'TWO', 'THREE', '']);
  drawAt(200, 'x');
  expect(terminal.lines).toEqual(['x', '']);
  expect([terminal.row, terminal.column]).toEqual([1, 0]);
});

it('writes 11 times in a second of 1000 wishes: at 0, 100, ... 1000 ms', () => {
  const terminal = new FakeTerminal();
  const { drawAt } = screenOn(terminal);
  for (let ms = 0; ms <= 1000; ms += 1) drawAt(ms, `at ${ms}`);
  expect(terminal.writes).toBe(11);
  expect(terminal.lines).toEqual(['at 1000', '']);
});

it('writes nothing when nothing has changed', () => {
  const terminal = new FakeTerminal();
  const { drawAt } = screenOn(terminal);
  for (const ms of [0, 100, 200]) drawAt(ms, 'same');
  expect(terminal.writes).toBe(1);
});

it('puts what stays above the block, with the next drawing, once', () => {
  const terminal = new FakeTerminal();
  const { screen, drawAt } = screenOn(terminal);
  drawAt(0, 'block', 'block');
  screen.keep('first is over');
  drawAt(50, 'too early');
  expect(terminal.lines).toEqual(['block', 'block', '']);
  drawAt(100, 'block');
  drawAt(200, 'next');
  expect(terminal.lines).toEqual(['first is over', 'next', '']);
});

it('clear takes the block away at once and leaves what stays and the cursor at a line start', () => {
  const terminal = new FakeTerminal();
  const { screen, drawAt } = screenOn(terminal);
  drawAt(0, 'a', 'b');
  screen.keep('a is over');
  screen.clear();
  screen.clear();
  expect(terminal.lines).toEqual(['a is over', '']);
  expect([terminal.column, terminal.writes]).toEqual([0, 2]);
});

it('does not erase what others write between a clear and the next drawing', () => {
  const terminal = new FakeTerminal();
  const { screen, drawAt } = screenOn(terminal);
  drawAt(0, 'a', 'b');
  screen.clear();
  terminal.write('interrupted\n');
  drawAt(100, 'c');
  drawAt(200, 'd');
  expect(terminal.lines).toEqual(['interrupted', 'd', '']);
});

it('erases what the terminal itself has echoed below the block, such as ^C', () => {
  const terminal = new FakeTerminal();
  const { screen, drawAt } = screenOn(terminal);
  drawAt(0, 'a', 'b');
  terminal.write('^C');
  screen.clear();
  expect(terminal.lines).toEqual(['']);
});

it('shows 3 lines of 5 on a terminal of 4 rows: the fourth is the cursor’s, and nothing scrolls', () => {
  const terminal = new FakeTerminal({ rows: 4 });
  const { drawAt } = screenOn(terminal);
  drawAt(0, '1', '2', '3', '4', '5');
  expect(terminal.lines).toEqual(['1', '2', '3', '']);
});

it.each([
  [120, 119],
  [0, 79],
  [undefined, 79],
])('of %s columns uses %i', (columns, width) => {
  expect(new LiveScreen(new FakeTerminal({ columns }), () => 0).width).toBe(width);
});
