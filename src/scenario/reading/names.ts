import type { Path, Problem } from './problem.ts';

/**
 * `__proto__` as a key, at any depth. Assigning it changes the prototype of a JavaScript object instead of adding a key, so libraries
 * drop it silently.
 */
export function nameProblems(data: unknown): Problem[] {
  const problems: Problem[] = [];
  // With aliases, a map can contain itself.
  const seen = new Set<object>();
  const waiting: { readonly value: unknown; readonly path: Path }[] = [{ value: data, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Object.hasOwn(value, '__proto__')) problems.push({ path: [...path, '__proto__'], at: 'key', message });
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, inner] of entries) waiting.push({ value: inner, path: [...path, key] });
  }
  return problems;
}

const message = 'expected another name: `__proto__` cannot be a name';
