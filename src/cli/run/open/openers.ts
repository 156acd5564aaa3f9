import { existsSync } from 'node:fs';
import type { EnvironmentVariables } from '../../../aws/endpoint.ts';
import { commandWords } from '../../one-line/command-words.ts';

/** A program and its arguments; `%s` in one of them is the address. */
export type Opener = readonly string[];

/**
 * What may open an address, in the order in which it is tried; or why nothing can. `BROWSER` is read as xdg-open, sensible-browser and Python's
 * `webbrowser` read it: commands with a colon between them (a semicolon on Windows), with `%s` where the address belongs, else at the end.
 */
export function openersOf(environment: EnvironmentVariables, platform: string): readonly Opener[] | string {
  const { BROWSER: chosen = '' } = environment;
  if (chosen === 'none') return 'BROWSER=none';
  if (chosen === '') return usualOpeners(environment, platform);
  const commands = chosen.split(platform === 'win32' ? ';' : ':').filter((command) => command.trim() !== '');
  if (commands.length === 0) return `BROWSER=${chosen} names no program`;
  const openers = commands.map(openerOf);
  const broken = openers.indexOf(undefined);
  return broken < 0
    ? openers.flatMap((opener) => (opener === undefined ? [] : [opener]))
    : `BROWSER: expected a program and its arguments, got ${commands[broken]}: a quote is not closed`;
}

/** The command for one address. `%%` is a percent sign and `%c` a colon. No shell reads it, so nothing in the address can become a command. */
export const filledWith = (opener: Opener, address: string): string[] =>
  opener.map((word) => word.replaceAll(/%[%cs]/g, (mark) => ({ '%%': '%', '%c': ':' })[mark] ?? address));

/** The path of a program may have spaces in it, as those of Windows have. */
function openerOf(command: string): Opener | undefined {
  const words = existsSync(command) ? [command.replaceAll('%', '%%')] : wordsOf(command);
  return words && (words.some(namesAddress) ? words : [...words, '%s']);
}

/** `&` at the end asks a shell to go on; rollcall goes on in any case. */
function wordsOf(command: string): readonly string[] | undefined {
  const words = commandWords(command);
  return words?.at(-1) === '&' && words.length > 1 ? words.slice(0, -1) : words;
}

const namesAddress = (word: string): boolean => word.replaceAll('%%', '').includes('%s');

function usualOpeners(environment: EnvironmentVariables, platform: string): readonly Opener[] | string {
  if (platform === 'darwin') return [['open', '%s']];
  if (platform === 'win32') return [['cmd', '/c', 'start', '', '%s']];
  const { DISPLAY, WAYLAND_DISPLAY, WSL_DISTRO_NAME } = environment;
  // The browser of a user of WSL is that of Windows, also where WSL has a display.
  const ofWindows = isSet(WSL_DISTRO_NAME) ? [['wslview', '%s']] : [];
  const ofDisplay = isSet(DISPLAY) || isSet(WAYLAND_DISPLAY) ? [['xdg-open', '%s']] : [];
  return ofWindows.length + ofDisplay.length === 0 ? 'there is no display' : [...ofWindows, ...ofDisplay];
}

const isSet = (value: string | undefined): boolean => (value ?? '') !== '';
