import { spawn } from 'node:child_process';
import type { EnvironmentVariables } from '../../../aws/endpoint.ts';
import type { LiveAddress } from './live-address.ts';
import { filledWith, openersOf } from './openers.ts';

/**
 * Opens the page in the browser of the user, which goes on after the command: with the first program that does not fail. Settles only if
 * all failed: with the reasons.
 */
export async function failureToOpen(
  address: LiveAddress,
  environment: EnvironmentVariables = process.env,
): Promise<string> {
  const openers = openersOf(environment, process.platform);
  if (typeof openers === 'string') return openers;
  const failures: string[] = [];
  for (const opener of openers) {
    failures.push(await failureOf(filledWith(opener, address.urlToOpen()), environment));
    // A browser that has shown the page and then ended is no reason to open another.
    if (address.wasOpened) break;
  }
  return failures.join('; ');
}

async function failureOf(
  [program = '', ...args]: readonly string[],
  environment: EnvironmentVariables,
): Promise<string> {
  const options = { env: browserEnvironment(environment), stdio: 'ignore', detached: true } as const;
  const child = spawn(program, args, options);
  child.unref();
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code) => {
      if (code !== 0) resolve(`${program} ended with ${code === null ? 'a signal' : `exit code ${code}`}`);
    });
  });
}

/**
 * What a browser needs to find its display, its settings, its keyboard and the browser that already runs; no credentials. On a machine that
 * an editor is connected to, `BROWSER` may be a script that asks the editor, by its socket.
 */
export const browserEnvironment = (environment: EnvironmentVariables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && needed.test(entry[0]),
    ),
  );

const needed =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_\w+|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|XMODIFIERS|(?:GTK|GDK|QT|MOZ)_\w+|KDE_\w+|GNOME_\w+|BROWSER|WSL_\w+|WSLENV|VSCODE_IPC_HOOK_CLI|SystemRoot|APPDATA|LOCALAPPDATA|PROGRAMFILES)$/i;
