import { expect, it } from 'vitest';
import { usageError } from '../../../src/cli/usage.ts';
import { UserError } from '../../../src/model/errors.ts';

const top = {
  getCommands: () => [['run <scenario>'], ['check <files..>']],
  getUsage: () => [['$0 <command>', '']],
  getDescriptions: () => ({ help: '' }),
};
const run = {
  getCommands: () => [],
  getUsage: () => [['$0 run <scenario>', 'Run']],
  getDescriptions: () => ({ scenario: '', out: '', quiet: '', 'invalid-exit-code': '' }),
};
const said = (message: string, parser: object, ...args: string[]) => {
  const { message: words, hint } = usageError(message, undefined, { parser, args }) as UserError;
  return [words, hint];
};

it('names the commands that there are, and the one that is near', () => {
  expect(said('Unknown arguments: json, chek, x', top, 'chek', 'x', '--json')).toEqual([
    'unknown command "chek"; did you mean `check`?',
    'commands: run, check; see `rollcall --help`',
  ]);
  expect(said('Unknown argument: frobnicate', top, 'frobnicate')[0]).toBe('unknown command "frobnicate"');
});

it('a value that is no choice: its option, the choices, and what was given', () => {
  const message =
    'Invalid values:\n  Argument: format, Given: "xml", Choices: "html", "json"\n  Argument: sort, Given: "x", Choices: "date"';
  expect(said(message, run, 'run')[0]).toBe(
    '--format: expected one of "html", "json", got "xml"\n--sort: expected one of "date", got "x"',
  );
});

it('names options that are missing as they are written', () => {
  expect(said('Missing required arguments: base, head', run, 'run')[0]).toBe('--base: missing\n--head: missing');
});

it('an option without a command is not passed over', () => {
  expect(said('Name a command.', top, '--bogus')[0]).toBe('expected a command before "--bogus"');
  expect(said('Name a command.', top)[0]).toBe('Name a command.');
});

it('names an option as it was written, once, with the nearest of its command, which no file name is', () => {
  const invalid = ['Unknown arguments: invalid-exit-kode, invalidExitKode', run] as const;
  expect(said(...invalid, 'run', 'a', '--invalid-exit-kode=0')).toEqual([
    'unknown option "--invalid-exit-kode" of `rollcall run`; did you mean `--invalid-exit-code`?',
    'see `rollcall run --help`',
  ]);
  expect(said('Unknown argument: scenari', run, 'run', 'a', '--scenari')[0]).not.toContain('did you mean');
  expect(said('Unknown argument: z', run, 'run', 'a', '-z')[0]).toBe('unknown option "-z" of `rollcall run`');
});

it('says which command fires from several machines', () => {
  const tune = { ...run, getUsage: () => [['$0 tune <function>', 'Tune']] };
  expect(said('Unknown argument: workers', tune, 'tune', 'a', '--workers', '3')[0]).toBe(
    '--workers: expected none: `rollcall tune` fires from this machine alone; `rollcall run` fires from several',
  );
});

it('says what is expected where there is too much, too little, or no value', () => {
  expect(said('Unknown argument: b', run, 'run', 'a', 'b')[0]).toBe(
    'unexpected argument "b"; expected `rollcall run <scenario>`',
  );
  expect(said('Not enough non-option arguments: got 0, need at least 1', run, 'run')[0]).toBe(
    'expected `rollcall run <scenario>`',
  );
  expect(said('Not enough arguments following: out', run, 'run', '--out')[0]).toBe('--out: expected a value after it');
});

it('shows no control character of the command line', () => {
  expect(said('Unknown argument: a\u001b[31m', top, 'a\u001b[31m')[0]).not.toContain('\u001b');
});

it('gives back what is not the parser’s own, and says what it can of a parser that tells nothing', () => {
  const bug = new TypeError('x is not a function');
  expect(usageError('x', bug, { parser: {}, args: [] })).toBe(bug);
  const own = new UserError('usage', 'once');
  expect(usageError('', own, { parser: {}, args: [] })).toBe(own);
  expect(said('Unknown argument: --x', {}, 'run')).toEqual(['Unknown argument: --x', 'see `rollcall --help`']);
});
