import { UserError } from '../model/errors.ts';
import { nearest } from '../scenario/reading/nearest.ts';
import { didYouMean, quoted } from '../scenario/reading/problem.ts';

/** What yargs knows about the current command, or about all if it found none. */
interface Known {
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** Usage of a command, such as `run <scenario>`. */
  readonly usage: string | undefined;
}

export const noCommand = 'Name a command.';

/**
 * The message for an invalid command line: the mistake, the alternatives, and the likely intention.
 * Other errors than those of yargs are returned unchanged.
 */
export function usageError(
  message: string,
  error: Error | undefined,
  { parser, args }: { readonly parser: unknown; readonly args: readonly string[] },
): Error {
  if (error !== undefined && error.name !== 'YError') return error;
  const known = knownBy(parser);
  const command = known.usage?.split(' ')[0];
  const hint =
    command === undefined && known.commands.length > 0
      ? `commands: ${known.commands.join(', ')}; see \`rollcall --help\``
      : `see \`rollcall ${command === undefined ? '' : `${command} `}--help\``;
  return new UserError('usage', inOurWords(message, known, args), { hint });
}

function inOurWords(message: string, known: Known, args: readonly string[]): string {
  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message) ?? [];
  if (unknown !== undefined) return unknownWords(unknown.split(', '), known, args).join('\n') || message;
  if (message === noCommand && args[0] !== undefined) return `expected a command before ${quoted(args[0])}`;
  const [, option] = /^Not enough arguments following: (.*)$/s.exec(message) ?? [];
  if (option !== undefined) return `${written(option, args) ?? `--${option}`}: expected a value after it`;
  if (message.startsWith('Not enough non-option arguments') && known.usage !== undefined)
    return `expected \`rollcall ${known.usage}\``;
  return wrongValues(message) ?? missingOptions(message) ?? message;
}

/** A line for each option whose value is none of its choices. */
function wrongValues(message: string): string | undefined {
  const wrong = [...message.matchAll(/Argument: (\S+), Given: (.*), Choices: (.*)/g)];
  const lines = wrong.map(([, option, given, choices]) => `--${option}: expected one of ${choices}, got ${given}`);
  return lines.length === 0 ? undefined : lines.join('\n');
}

function missingOptions(message: string): string | undefined {
  const [, names] = /^Missing required arguments?: (.*)$/s.exec(message) ?? [];
  return names
    ?.split(', ')
    .map((name) => `--${name}: missing`)
    .join('\n');
}

/** In their order on the command line, without the camel-case names that yargs adds. */
function unknownWords(names: readonly string[], known: Known, args: readonly string[]): string[] {
  const words = args.flatMap((word) => {
    const option = names.find((name) => isOption(word, name));
    if (option !== undefined) return [unknownOption(word, option, known)];
    return names.includes(word) ? [word] : [];
  });
  const [first, ...others] = words;
  // Without a command, the other arguments have no meaning.
  const stray = names.includes(first ?? '') && known.commands.length > 0 ? [] : others;
  return [first, ...stray].flatMap((word) => {
    if (word === undefined) return [];
    return names.includes(word) ? [unknownWord(word, known)] : [word];
  });
}

function unknownWord(word: string, { commands, usage }: Known): string {
  if (commands.length === 0) return `unexpected argument ${quoted(word)}; expected \`rollcall ${usage ?? ''}\``;
  return `unknown command ${quoted(word)}${didYouMean(nearest(word, commands))}`;
}

/** Nobody means another option by these. */
const ofFleets: readonly string[] = ['workers', 'engine', 'bind'];

function unknownOption(word: string, name: string, { options, usage }: Known): string {
  if (ofFleets.includes(name) && usage !== undefined)
    return `--${name}: expected none: \`rollcall ${usage.split(' ')[0]}\` fires from this machine alone; \`rollcall run\` fires from several`;
  const near = nearest(
    name,
    options.filter((option) => option.length > 1),
  );
  const of = usage === undefined ? '' : ` of \`rollcall ${usage.split(' ')[0]}\``;
  return `unknown option ${quoted(word.split('=')[0] ?? word)}${of}${didYouMean(near && `--${near}`)}`;
}

const written = (name: string, args: readonly string[]): string | undefined =>
  args.find((word) => isOption(word, name))?.split('=')[0];

/** `-z`, `--size`, `--size=3` and `--no-size`. */
function isOption(word: string, name: string): boolean {
  const [flag] = word.split('=');
  return (
    flag === `--${name}` || flag === `--no-${name}` || (name.length === 1 && /^-\w/.test(word) && word[1] === name)
  );
}

/** An undocumented interface of yargs. Without it, the message has less detail but is still correct. */
function knownBy(parser: unknown): Known {
  const answerOf = (name: string): unknown => {
    const method = typeof parser === 'object' && parser !== null ? Reflect.get(parser, name) : undefined;
    return typeof method === 'function' ? Reflect.apply(method, parser, []) : undefined;
  };
  const commands = textsOf(answerOf('getCommands')).map((text) => text.split(' ')[0] ?? text);
  const usage = /^\$0 ([a-z]\S*.*)$/.exec(textsOf(answerOf('getUsage'))[0] ?? '')?.[1];
  const described = answerOf('getDescriptions');
  const positionals = new Set([...(usage ?? '').matchAll(/[<[](\w[\w-]*)/g)].map(([, name]) => name));
  const options = typeof described === 'object' && described !== null ? Object.keys(described) : [];
  return { commands, options: options.filter((option) => !positionals.has(option)), usage };
}

/** The first text of each list entry. */
const textsOf = (list: unknown): string[] =>
  Array.isArray(list)
    ? list.flatMap((entry: unknown) => (Array.isArray(entry) && typeof entry[0] === 'string' ? [entry[0]] : []))
    : [];
