import { WriteStream } from 'node:tty';
import { pathToFileURL } from 'node:url';
import type { TerminalOptions } from '../report/summary/terminal.ts';
import { wrapped } from '../report/summary/wrapped.ts';

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>;

export const terminalOf = (output: Output): TerminalOptions => ({
  color: wantsColor(output),
  width: output.isTTY ? columnsOf(output) : fileOptions.width,
});

/** Text for people with its words whole. Only a terminal breaks lines: a pipe or a file gets them as they are. */
export const fitted = (text: string, output: Output): string =>
  output.isTTY ? wrapped(text, columnsOf(output)) : text;

/** What a terminal opens with a click. */
export const linkTo = (file: string): string => pathToFileURL(file).href;

/** Some pseudo-terminals report 0. */
const columnsOf = ({ columns }: Output): number => columns || 80;

/** A file, which must not contain escape sequences. */
export const fileOptions: TerminalOptions = { color: false, width: 100 };

/**
 * Whether text for this output is colored. Node's own rules (`getColorDepth`, `util.styleText`): FORCE_COLOR decides if it is set; otherwise
 * the output must be a terminal with colors by TERM and the variables of terminals and CI services, and NO_COLOR must not be set to anything.
 * https://nodejs.org/api/tty.html#writestreamgetcolordepthenv, https://no-color.org
 */
export function wantsColor({ isTTY }: Pick<Output, 'isTTY'>, env: NodeJS.ProcessEnv = process.env): boolean {
  const forced = env['FORCE_COLOR'];
  // Read here, because Node warns on standard error if NO_COLOR is set as well.
  if (forced !== undefined) return forcing.has(forced);
  // Node 20 treats an empty NO_COLOR as set.
  const variables = env['NO_COLOR'] === '' ? { ...env, NO_COLOR: undefined } : env;
  return isTTY === true && WriteStream.prototype.getColorDepth(variables) > 1;
}

/** Anything else, such as `0` and `false`, means no color. */
const forcing = new Set(['', 'true', '1', '2', '3']);
