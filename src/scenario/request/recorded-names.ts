import { cut } from '../../text/cut.ts';
import { replaceUrlSecrets } from '../secrets/url-secrets.ts';
import type { BuiltRequest, NamedRequests } from './built-requests.ts';

/** More rows than anybody reads; the samples of a target are added up for each. */
const mostNames = 50;
const others = 'other requests';

/**
 * Recorded requests by method and path, without the query and with `{id}` in place of numbers, UUIDs and what looks like a key:
 * `GET /users/{id}`. Those that are sent least often share one name.
 * @param order the index of each request that is sent; default: each once
 */
export function namedByPath(list: readonly BuiltRequest[], order: readonly number[] = [...list.keys()]): NamedRequests {
  const nameOf = list.map(recordedName);
  const sent = new Map<string, number>();
  for (const index of order) sent.set(nameOf[index] ?? others, (sent.get(nameOf[index] ?? others) ?? 0) + 1);
  const byCount = [...sent].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const names = byCount.length > mostNames ? [...byCount.slice(0, mostNames - 1), others] : byCount;
  const positions = new Map(names.map((name, position) => [name, position]));
  const entryOf = Int32Array.from(nameOf, (name) => positions.get(name) ?? names.length - 1);
  return { list, entries: names.map((name) => ({ name })), entryOf };
}

function recordedName({ method, path }: BuiltRequest): string {
  const [plain = ''] = path.split('?', 1);
  const shown = replaceUrlSecrets(plain, () => '{id}').replace(/[^/]+/g, (part) => (isId.test(part) ? '{id}' : part));
  return `${method} ${cut(shown, 80)}`;
}

const isId = /^(\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,})$/i;
