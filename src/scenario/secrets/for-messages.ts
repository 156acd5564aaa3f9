import { Hidden } from '../reading/problem.ts';
import { replaceFields, type SecretField } from './secret-fields.ts';
import { isPlainHeader } from './secret-values.ts';
import { fieldSecrets, type Taken } from './secrets.ts';

/**
 * The data of a file for messages about its problems: unchanged, except that secrets are `Hidden`, and so is a text in
 * the place of a map that may contain them.
 */
export function forMessages(data: unknown, fields: readonly SecretField[], taken: Taken): unknown {
  const hidden = replaceFields(data, fields, (value, path, holds) => {
    const isTold = holds === 'url' || (holds === 'header' && isPlainHeader(String(path.at(-1))));
    return isTold && typeof value === 'string' ? fieldSecrets(value, { path, holds, taken }).shown : hide(value);
  });
  return replaceFields(hidden, above(fields), (value, path, holds) => {
    if (holds !== 'url') return hide(value);
    return typeof value === 'string' ? fieldSecrets(value, { path, holds, taken }).shown : value;
  });
}

/** Maps on the way to these fields. A text in the place of a map of secrets is a secret; elsewhere it may be a URL. */
const above = (fields: readonly SecretField[]): SecretField[] =>
  fields.flatMap(({ path, holds }) =>
    path
      .slice(1)
      .map((_, depth) => path.slice(0, depth + 1))
      .map((prefix) => ({
        path: prefix,
        holds: path.length - prefix.length === 1 && path.at(-1) === '*' ? holds : ('url' as const),
      })),
  );

/** Lists and maps are shown only as these words. */
const hide = (value: unknown): unknown =>
  typeof value === 'object' || value === undefined || value instanceof Hidden
    ? value
    : new Hidden(typeof value === 'string' ? 'text' : `a ${typeof value}`);
