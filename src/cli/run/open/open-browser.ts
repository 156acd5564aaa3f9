import { spawn } from 'node:child_process';
import type { LiveAddress } from './live-address.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What opens an address with the browser that the user has chosen, by platform. Elsewhere: `xdg-open`. */
const openers: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** The program that opens an address, with its arguments, or why none can. `BROWSER` names another program, or `none`. */
export function openerOf(environment: Environment, platform: string): readonly string[] | string {
  const { BROWSER: chosen = '', DISPLAY, WAYLAND_DISPLAY } = environment;
  if (chosen === 'none') return 'BROWSER=none';
  if (chosen !== '') return [chosen];
  const own = openers[platform];
  if (own !== undefined) return own;
  return (DISPLAY ?? '') === '' && (WAYLAND_DISPLAY ?? '') === '' ? 'there is no display' : ['xdg-open'];
}

/** Opens the page in the browser of the user, which goes on after the command. Settles only if that failed: with the reason. */
export async function failureToOpen(address: LiveAddress): Promise<string> {
  const opener = openerOf(process.env, process.platform);
  if (typeof opener === 'string') return opener;
  const [program = '', ...args] = opener;
  const options = { env: browserEnvironment(process.env), stdio: 'ignore', detached: true } as const;
  const child = spawn(program, [...args, address.urlToOpen()], options);
  child.unref();
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code) => {
      if (code !== 0) resolve(`${program} ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
    });
  });
}

/** What a browser needs to find its display, its settings, its keyboard and the browser that already runs; no credentials. */
export const browserEnvironment = (environment: Environment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && needed.test(entry[0]),
    ),
  );

const needed =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|XMODIFIERS|(?:GTK|GDK|QT|MOZ)_\w+|KDE_\w+|GNOME_\w+|BROWSER|WSL_\w+|SystemRoot|APPDATA|LOCALAPPDATA|PROGRAMFILES)$/i;
