import { Hidden } from '../reading/problem.ts';
import { isPlainHeader } from './field-secrets.ts';
import { replaceFields, type SecretField } from './secret-fields.ts';
import { fieldSecrets, type Taken } from './secrets.ts';

/**
 * What a file says, for messages about what is wrong with it: as it was written, but for secrets, which are `Hidden`; also where a text
 * stands in place of a map that may hold them.
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

/** Maps on the way to these fields. Where only a map of secrets may be, a text is one; elsewhere it may be a URL. */
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

/** Lists and maps are told by that word alone. */
const hide = (value: unknown): unknown =>
  typeof value === 'object' || value === undefined || value instanceof Hidden
    ? value
    : new Hidden(typeof value === 'string' ? 'text' : `a ${typeof value}`);
