import { expect, it } from 'vitest';
import { subjectsOf } from '../../../../src/cli/one-line/subject.ts';
import { UserError } from '../../../../src/model/errors.ts';

const subjects = (target: string | undefined, against: string[] = [], command?: string) => {
  try {
    return subjectsOf({ target, against, command });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
};

it('a URL, a folder or a file; what it is compared with may also be a command', () => {
  expect(subjects('http://127.0.0.1:3000/a?b=1', ['src', 'package.json', 'node server.js'])).toEqual([
    { kind: 'url', url: 'http://127.0.0.1:3000/a?b=1' },
    { kind: 'function', path: 'src', isFolder: true },
    { kind: 'function', path: 'package.json', isFolder: false },
    { kind: 'command', command: ['node', 'server.js'] },
  ]);
  expect(subjects('unix:run/my app.sock')).toEqual([{ kind: 'url', url: 'http://localhost', unix: 'run/my app.sock' }]);
  expect(subjects(undefined, [], 'node server.js')).toEqual([{ kind: 'command', command: ['node', 'server.js'] }]);
});

it.each([
  [undefined, [], undefined, 'expected a target'],
  ['src', [], 'node server.js', '--command: not allowed with a target'],
  ['scr', [], undefined, '"scr": no such file or folder, and no URL'],
  ['node server.js', [], undefined, '"node server.js": no such file or folder, and no URL'],
  ['src', ['scr'], undefined, '--against: "scr" is no URL, no file, no folder and no command with arguments'],
  ['src', ["node 'server.js"], undefined, `--against: expected a program and its arguments, got "node 'server.js"`],
] as const)('%s %j %s: %s', (target, against, command, message) => {
  expect(subjects(target, [...against], command)).toBe(message);
});
