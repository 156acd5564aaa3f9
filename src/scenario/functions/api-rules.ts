import { fieldOf } from '../reading/expected.ts';
import { type Problem, quoted } from '../reading/problem.ts';
import { at, entriesOf, namesIn, problem } from '../written.ts';

/** Every route is at a function of the file, and no route is there twice. */
export function apiProblems(data: unknown): Problem[] {
  const names = namesIn(data, 'functions');
  const seen = new Map<string, number>();
  return entriesOf(at(data, 'api'), 'routes').flatMap((route, index) => {
    const path = ['api', 'routes', index];
    const [name, key] = [fieldOf(route, 'function'), routeKey(route)];
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return [
      ...(typeof name !== 'string' || names.includes(name)
        ? []
        : [problem([...path, 'function'], `expected the name of a function of this file, got ${quoted(name)}`)]),
      ...(first === undefined ? [] : [problem(path, `${key} is already api.routes.${first}; remove one of them`)]),
    ];
  });
}

const routeKey = (route: unknown): string =>
  `${String(fieldOf(route, 'method') ?? 'ANY')} ${String(fieldOf(route, 'path') ?? '$default')}`;
