import type { TerminalOptions } from '../report/terminal.ts';

/** Colour where somebody looks, unless they do not want it: https://no-color.org */
export const terminalOf = ({ isTTY, columns }: NodeJS.WriteStream): TerminalOptions => ({
  color: isTTY && process.env['NO_COLOR'] === undefined,
  width: columns ?? 100,
});
