import { describe, expect, it } from 'vitest';
import { browserEnvironment, openerOf } from '../../../../../src/cli/run/open/open-browser.ts';

describe('what opens the page', () => {
  const screen = { DISPLAY: ':0' };
  it.each([
    ['Linux with a screen', screen, 'linux', ['xdg-open']],
    ['Wayland alone', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux', ['xdg-open']],
    ['Linux without one', { DISPLAY: '' }, 'linux', 'there is no display'],
    ['macOS', {}, 'darwin', ['open']],
    ['Windows', {}, 'win32', ['cmd', '/c', 'start', '']],
    ['BROWSER=none', { ...screen, BROWSER: 'none' }, 'linux', 'BROWSER=none'],
    ['BROWSER=none on macOS', { BROWSER: 'none' }, 'darwin', 'BROWSER=none'],
    ['another program, without a screen of its own', { BROWSER: '/usr/bin/firefox' }, 'linux', ['/usr/bin/firefox']],
    ['an empty BROWSER', { ...screen, BROWSER: '' }, 'linux', ['xdg-open']],
  ])('%s', (_, environment, platform, opener) => {
    expect(openerOf(environment, platform)).toEqual(opener);
  });

  it('gets its display and settings, and no credentials', () => {
    const passed = {
      PATH: '/bin',
      HOME: '/home/a',
      DISPLAY: ':0',
      XDG_RUNTIME_DIR: '/run/1',
      LC_ALL: 'C',
      GTK_IM_MODULE: 'ibus',
    };
    const kept = {
      AWS_SECRET_ACCESS_KEY: 's',
      GITHUB_TOKEN: 't',
      DB_URL: 'u',
      MY_PATH: 'v',
      NODE_OPTIONS: 'w',
      EMPTY: undefined,
    };
    expect(browserEnvironment({ ...passed, ...kept })).toEqual(passed);
  });
});
