import { printableLine } from '../../model/printable.ts';
import { type Path, type Problem, showPath } from '../reading/problem.ts';
import { problem } from '../written.ts';
import { replaceFields, type SecretField } from './secret-fields.ts';

/** Environment variables, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Names that are filled from the feed, row by row, and not from the environment. */
interface FeedColumns {
  readonly file: string;
  /** Undefined where the feed cannot be read: then any name may be a column. */
  readonly names: readonly string[] | undefined;
}
/** Names of variables that the run knows, in a field of the file as written. */
export type FilledByRun = (data: unknown, path: Path) => readonly string[];

/** What is not filled in from the environment. */
export interface FilledLater {
  readonly byRun?: FilledByRun;
  readonly feed?: FeedColumns;
}

export interface Substituted {
  readonly data: unknown;
  readonly problems: readonly Problem[];
  /** Values from the environment, by the path of the field (`showPath`). */
  readonly taken: ReadonlyMap<string, readonly string[]>;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in these fields from the environment; `$${` means `${`. An empty variable counts as
 * unset, because an empty token would be sent silently. A value is never expanded again, and no problem contains a value.
 * What the run fills in itself stays. Columns of a feed go first: in the fields that take them they stay as they are, and every other `${`
 * becomes `$${`.
 */
export function substitute(
  data: unknown,
  fields: readonly SecretField[],
  environment: Variables,
  { byRun = () => [], feed }: FilledLater = {},
): Substituted {
  const problems: Problem[] = [];
  const taken = new Map<string, string[]>();
  const filled = replaceFields(data, fields, (value, path, _, takesColumns) => {
    if (typeof value !== 'string' || !value.includes('${')) return value;
    const used: string[] = [];
    const own = takesColumns ? feed : undefined;
    // Text that is filled from the feed later keeps its escapes.
    const literal = (text: string) => (own === undefined ? text : text.split('${').join('$${'));
    const text = value.replace(reference, (found, inside: string | undefined, end: string | undefined) => {
      if (inside === undefined) return literal('${');
      if (end !== undefined && own !== undefined && isColumn(inside, own)) return found;
      if (byRun(data, path).includes(inside)) return found;
      const result = end === undefined ? malformed : lookUp(inside, environment, own);
      if ('message' in result) problems.push(problem(path, result.message));
      else if (result.isTaken) used.push(result.text);
      return 'message' in result ? found : literal(result.text);
    });
    if (used.length > 0) taken.set(showPath(path), used);
    return text;
  });
  return { data: filled, problems, taken };
}

/** `$${`, or `${` up to the next `}`, if there is one. */
const reference = /\$\$\{|\$\{([^}]*)(\})?/g;

const isColumn = (name: string, { names }: FeedColumns): boolean =>
  names === undefined ? !name.includes(':-') : names.includes(name);

type LookedUp = { readonly text: string; readonly isTaken: boolean } | { readonly message: string };

function lookUp(inside: string, environment: Variables, feed: FeedColumns | undefined): LookedUp {
  const [, name, fallback] = /^([A-Za-z_]\w*)(?::-([\s\S]*))?$/.exec(inside) ?? [];
  if (name === undefined || fallback?.includes('${')) return malformed;
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  if (value !== undefined && value !== '') return { text: value, isTaken: true };
  if (fallback !== undefined) return { text: fallback, isTaken: false };
  const noColumn = feed === undefined ? '' : `${feed.file} has no column ${name}${columnsOf(feed)}, and `;
  return {
    message: `${noColumn}the environment variable ${name} is unset or empty; set it, or write \${${name}:-default}`,
  };
}

const mostShown = 10;

function columnsOf({ names }: FeedColumns): string {
  if (names === undefined) return '';
  const more = names.length > mostShown ? ', …' : '';
  return ` (its columns: ${printableLine(names.slice(0, mostShown).join(', '))}${more})`;
}

const malformed = {
  message: `expected \${NAME} or \${NAME:-default} at each "\${"; a literal "\${" is written "$\${"`,
};
