import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveAddress } from '../../../../../src/cli/run/open/live-address.ts';
import { browserEnvironment, failureToOpen } from '../../../../../src/cli/run/open/open-browser.ts';
import { filledWith, openersOf } from '../../../../../src/cli/run/open/openers.ts';

describe('what opens the page', () => {
  const screen = { DISPLAY: ':0' };
  const wsl = { WSL_DISTRO_NAME: 'Ubuntu' };
  it.each([
    ['Linux with a screen', screen, 'linux', [['xdg-open', '%s']]],
    ['Wayland alone', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', [['xdg-open', '%s']]],
    ['Linux without one', { DISPLAY: '' }, 'linux', 'there is no display'],
    [
      'Windows below Linux, which has a display of its own',
      { ...screen, ...wsl },
      'linux',
      [
        ['wslview', '%s'],
        ['xdg-open', '%s'],
      ],
    ],
    ['Windows below Linux without one', wsl, 'linux', [['wslview', '%s']]],
    ['macOS', {}, 'darwin', [['open', '%s']]],
    ['Windows', {}, 'win32', [['cmd', '/c', 'start', '', '%s']]],
    ['BROWSER=none', { ...screen, BROWSER: 'none' }, 'linux', 'BROWSER=none'],
    ['BROWSER=none on macOS', { BROWSER: 'none' }, 'darwin', 'BROWSER=none'],
    [
      'another program, without a screen of its own',
      { BROWSER: '/usr/bin/firefox' },
      'linux',
      [['/usr/bin/firefox', '%s']],
    ],
    ['an empty BROWSER', { ...screen, BROWSER: '' }, 'linux', [['xdg-open', '%s']]],
  ])('%s', (_, environment, platform, openers) => {
    expect(openersOf(environment, platform)).toEqual(openers);
  });

  const address = 'http://127.0.0.1:80/$&`id`';
  it.each([
    ['arguments before the address', 'firefox --new-window', [['firefox', '--new-window', address]]],
    ['arguments around the address', 'chrome --app=%s --incognito', [['chrome', `--app=${address}`, '--incognito']]],
    [
      'several programs',
      'firefox -P "two words":chromium:',
      [
        ['firefox', '-P', 'two words', address],
        ['chromium', address],
      ],
    ],
    ['a percent sign and a colon', 'open-it %%s --at=a%cb', [['open-it', '%s', '--at=a:b', address]]],
    ['an address twice', 'both %s %s', [['both', address, address]]],
    ['a command for the background', 'netscape %s &', [['netscape', address]]],
    ['no shell: its characters are arguments', 'a;touch x $(y) | z', [['a;touch', 'x', '$(y)', '|', 'z', address]]],
  ])('BROWSER has %s', (_, BROWSER, commands) => {
    const openers = openersOf({ BROWSER }, 'linux');
    expect(typeof openers === 'string' ? openers : openers.map((one) => filledWith(one, address))).toEqual(commands);
  });

  it.each([
    ['firefox "new', 'BROWSER: expected a program and its arguments, got firefox "new: a quote is not closed'],
    [' : ', 'BROWSER= :  names no program'],
  ])('BROWSER=%s opens nothing, and says why', (BROWSER, why) => {
    expect(openersOf({ BROWSER }, 'linux')).toBe(why);
  });

  it('divides a list on Windows at semicolons', () => {
    expect(openersOf({ BROWSER: "'C:\\\\firefox.exe' -new-tab;edge" }, 'win32')).toEqual([
      ['C:\\\\firefox.exe', '-new-tab', '%s'],
      ['edge', '%s'],
    ]);
  });
});

describe('a browser', () => {
  /** A program in a folder with a space in its name, which writes down what it is started with, and ends with a code. */
  async function program(code: number) {
    const folder = await mkdtemp(join(tmpdir(), 'rollcall two words-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [file, seen] = [join(folder, 'browser'), join(folder, 'seen')];
    await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'; exit ${code}\n`);
    await chmod(file, 0o755);
    return { file, seen: () => readFile(seen, 'utf8').catch(() => '') };
  }

  it('that is missing or fails is followed by the next one, with an address that was not used', async () => {
    const [failing, last] = [await program(3), await program(0)];
    const address = new LiveAddress();
    void failureToOpen(address, { BROWSER: `/nowhere/browser --new:${failing.file}:"${last.file}" -a %s -b` });
    await expect.poll(last.seen).toMatch(/^-a\nhttp:.*\n-b\n$/);
    const [first, second] = [(await failing.seen()).trim(), (await last.seen()).split('\n')[1] ?? ''];
    expect(address.asked(new URL(first).pathname)).toBeUndefined();
    expect(address.asked(new URL(second).pathname)).toBe('opened');
  });

  it('is absent if all fail: the reasons of each', async () => {
    const failing = await program(3);
    expect(await failureToOpen(new LiveAddress(), { BROWSER: `/nowhere/browser:${failing.file}` })).toBe(
      `spawn /nowhere/browser ENOENT; ${failing.file} ended with exit code 3`,
    );
  });

  it('gets its display and settings, and no credentials', () => {
    const passed = {
      PATH: '/bin',
      HOME: '/home/a',
      DISPLAY: ':0',
      XDG_RUNTIME_DIR: '/run/1',
      LC_ALL: 'C',
      GTK_IM_MODULE: 'ibus',
      VSCODE_IPC_HOOK_CLI: '/run/1/vscode.sock',
    };
    const kept = {
      AWS_SECRET_ACCESS_KEY: 's',
      GITHUB_TOKEN: 't',
      DB_URL: 'u',
      MY_PATH: 'v',
      NODE_OPTIONS: 'w',
      VSCODE_TOKEN: 'x',
      EMPTY: undefined,
    };
    expect(browserEnvironment({ ...passed, ...kept })).toEqual(passed);
  });
});
