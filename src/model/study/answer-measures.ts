import { isObject, parsedJson } from '../json/json-object.ts';

/**
 * Numbers in the answer of a function, by the paths of `measure`. JSON in a text, such as the `body` of an HTTP answer, is read, too:
 * `answerMeasures('{"body":"{\"importMs\":12}"}', { importMs: '$.body.importMs' })` is `{ importMs: 12 }`. What is no number is absent.
 */
export function answerMeasures(answer: string, paths: Readonly<Record<string, string>>): Record<string, number> {
  const root = parsedJson(answer);
  const found = Object.entries(paths).map(([name, path]) => [name, valueAt(root, path.split('.').slice(1))] as const);
  return Object.fromEntries(found.filter((one): one is [string, number] => typeof one[1] === 'number'));
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  let node = root;
  for (const key of keys) {
    const inner = typeof node === 'string' ? parsedJson(node) : node;
    node = isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }
  return node;
}
