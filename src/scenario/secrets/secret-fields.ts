import type { Path } from '../reading/problem.ts';

/** The kinds of fields that are, or may contain, secrets. */
export type SecretKind =
  /** The value of a header: a secret, unless its name is in the list of public headers. */
  | 'header'
  /** The whole text is a secret. */
  | 'body'
  | 'variable'
  /** User and password, and possibly query values and parts of the path. */
  | 'url';

export interface SecretField {
  /** `*` means every entry of a list, or every key of a map. */
  readonly path: readonly string[];
  readonly holds: SecretKind;
  /** Whether `${NAME}` may be a column of the feed, too. */
  readonly takesColumns?: true;
}

/**
 * Fields of a scenario that may contain secrets: `${NAME}` is replaced in them, and no output shows them unredacted. A test compares this
 * list with the schema.
 */
export const scenarioSecretFields: readonly SecretField[] = [
  { path: ['request', 'path'], holds: 'url', takesColumns: true },
  { path: ['request', 'headers', '*'], holds: 'header', takesColumns: true },
  { path: ['request', 'body'], holds: 'body', takesColumns: true },
  { path: ['requests', '*', 'path'], holds: 'url', takesColumns: true },
  { path: ['requests', '*', 'headers', '*'], holds: 'header', takesColumns: true },
  { path: ['requests', '*', 'body'], holds: 'body', takesColumns: true },
  { path: ['targets', '*', 'url'], holds: 'url' },
  { path: ['targets', '*', 'warmPath'], holds: 'url' },
  { path: ['targets', '*', 'ready', 'path'], holds: 'url' },
  { path: ['targets', '*', 'environment', '*'], holds: 'variable' },
  { path: ['targets', '*', 'function', 'parameters', '*'], holds: 'variable' },
  { path: ['targets', '*', 'aws', 'lambdaEndpoint'], holds: 'url' },
  { path: ['targets', '*', 'aws', 'logsEndpoint'], holds: 'url' },
  { path: ['engine', 'proxy'], holds: 'url' },
];

/** The same for a functions file. */
export const functionSecretFields: readonly SecretField[] = [
  { path: ['functions', '*', 'environment', '*'], holds: 'variable' },
];

/** The same for a study. */
export const studySecretFields: readonly SecretField[] = [
  { path: ['target', 'environment', '*'], holds: 'variable' },
  { path: ['target', 'function', 'parameters', '*'], holds: 'variable' },
  { path: ['target', 'aws', 'lambdaEndpoint'], holds: 'url' },
  { path: ['target', 'aws', 'logsEndpoint'], holds: 'url' },
  { path: ['matrix', 'variables', '*', '*'], holds: 'variable' },
];

/** A copy of `data` with these fields replaced, if they exist. Does not change `data`. */
export const replaceFields = (
  data: unknown,
  fields: readonly SecretField[],
  replace: (value: unknown, path: Path, holds: SecretKind, takesColumns: boolean) => unknown,
): unknown =>
  fields.reduce(
    (current, { path, holds, takesColumns = false }) =>
      replaceAt(current, path, [], (value, at) => replace(value, at, holds, takesColumns)),
    data,
  );

type Replace = (value: unknown, path: Path) => unknown;

function replaceAt(data: unknown, pattern: readonly string[], done: Path, replace: Replace): unknown {
  const [key, ...rest] = pattern;
  if (key === undefined) return replace(data, done);
  if (Array.isArray(data))
    return key === '*' ? data.map((entry, index) => replaceAt(entry, rest, [...done, index], replace)) : data;
  if (typeof data !== 'object' || data === null) return data;
  // `fromEntries` keeps a key such as `__proto__`.
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) =>
      key === '*' || key === name ? [name, replaceAt(value, rest, [...done, name], replace)] : [name, value],
    ),
  );
}
