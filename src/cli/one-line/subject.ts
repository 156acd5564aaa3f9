import { statSync } from 'node:fs';
import { UserError } from '../../model/errors.ts';
import { quoted } from '../../scenario/reading/problem.ts';
import { commandWords } from './command-words.ts';

/** What is under load, as a word of the command line names it. */
export type Subject =
  | {
      readonly kind: 'url';
      readonly url: string /** The file of a socket on which it listens. */;
      readonly unix?: string;
    }
  /** A folder or a file on this machine. */
  | { readonly kind: 'function'; readonly path: string; readonly isFolder: boolean }
  | { readonly kind: 'command'; readonly command: readonly string[] };

/**
 * The target of a command, and what it is compared with.
 * @throws {UserError} `usage`
 */
export function subjectsOf({
  target,
  command,
  against,
}: {
  readonly target: string | undefined;
  readonly command: string | undefined;
  readonly against: readonly string[];
}): Subject[] {
  if ((target === undefined) === (command === undefined))
    throw new UserError('usage', target === undefined ? 'expected a target' : '--command: not allowed with a target', {
      hint: "name a URL, the folder or file of a function, or --command 'node server.js'; others go to --against",
    });
  const first = command === undefined ? targetOf(target ?? '') : serverOf('--command', command);
  return [first, ...against.map(rivalOf)];
}

function targetOf(word: string): Subject {
  const found = urlOrFunction(word);
  if (found !== undefined) return found;
  throw new UserError('usage', `${quoted(word)}: no such file or folder, and no URL`, {
    hint: 'a URL starts with http:// or https://, the file of a Unix socket with unix:; the command of a server goes to --command',
  });
}

const rivalOf = (word: string): Subject => urlOrFunction(word) ?? serverOf('--against', word);

function urlOrFunction(word: string): Subject | undefined {
  if (/^https?:\/\//i.test(word)) return { kind: 'url', url: word };
  const [, unix] = /^unix:(.+)$/.exec(word) ?? [];
  if (unix !== undefined) return { kind: 'url', url: 'http://localhost', unix };
  const found = statSync(word, { throwIfNoEntry: false });
  return found && { kind: 'function', path: word, isFolder: found.isDirectory() };
}

function serverOf(option: string, text: string): Subject {
  const command = commandWords(text);
  if (command === undefined)
    throw new UserError('usage', `${option}: expected a program and its arguments, got ${quoted(text)}`, {
      hint: 'close each quote; for pipes and the like use \'sh -c "…"\'',
    });
  // A single word is more likely a path with a typo than a server without arguments.
  if (option === '--against' && command.length === 1)
    throw new UserError(
      'usage',
      `--against: ${quoted(text)} is no URL, no file, no folder and no command with arguments`,
    );
  return { kind: 'command', command };
}
