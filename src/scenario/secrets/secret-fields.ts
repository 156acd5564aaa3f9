import type { Path } from '../reading/problem.ts';

/** What a field holds that may be, or may hold, a secret. */
export type SecretKind =
  /** The value of a header: a secret, unless its name says otherwise. */
  | 'header'
  /** All of it is one. */
  | 'body'
  | 'variable'
  /** User and password, values of its query, parts of its path may be. */
  | 'url';

export interface SecretField {
  /** `*` stands for every entry of a list, or every key of a map. */
  readonly path: readonly string[];
  readonly holds: SecretKind;
}

/**
 * Fields of a scenario that may hold secrets: `${NAME}` is replaced in them, and nothing shows them as they are. A test holds this list
 * against the schema.
 */
export const scenarioSecretFields: readonly SecretField[] = [
  { path: ['request', 'path'], holds: 'url' },
  { path: ['request', 'headers', '*'], holds: 'header' },
  { path: ['request', 'body'], holds: 'body' },
  { path: ['targets', '*', 'url'], holds: 'url' },
  { path: ['targets', '*', 'warmPath'], holds: 'url' },
  { path: ['targets', '*', 'environment', '*'], holds: 'variable' },
  { path: ['targets', '*', 'aws', 'lambdaEndpoint'], holds: 'url' },
  { path: ['targets', '*', 'aws', 'logsEndpoint'], holds: 'url' },
  { path: ['engine', 'proxy'], holds: 'url' },
];

/** The same for a file of functions. */
export const functionSecretFields: readonly SecretField[] = [
  { path: ['functions', '*', 'environment', '*'], holds: 'variable' },
];

/** A copy of `data` with other values in these fields, as far as they are there. `data` is not changed. */
export const replaceFields = (
  data: unknown,
  fields: readonly SecretField[],
  replace: (value: unknown, path: Path, holds: SecretKind) => unknown,
): unknown =>
  fields.reduce(
    (current, { path, holds }) => replaceAt(current, path, [], (value, at) => replace(value, at, holds)),
    data,
  );

type Replace = (value: unknown, path: Path) => unknown;

function replaceAt(data: unknown, pattern: readonly string[], done: Path, replace: Replace): unknown {
  const [key, ...rest] = pattern;
  if (key === undefined) return replace(data, done);
  if (Array.isArray(data))
    return key === '*' ? data.map((entry, index) => replaceAt(entry, rest, [...done, index], replace)) : data;
  if (typeof data !== 'object' || data === null) return data;
  // From entries, a key such as `__proto__` stays one of its own.
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) =>
      key === '*' || key === name ? [name, replaceAt(value, rest, [...done, name], replace)] : [name, value],
    ),
  );
}
