import type { RunResult } from '../../../model/run-result.ts';
import { count, counted } from '../../../text/format.ts';

/** Whether several machines fired, or runs were merged. */
export const isOfWorkers = ({ targets }: Pick<RunResult, 'targets'>): boolean =>
  targets.some(({ client: { workers = [] } }) => workers.length > 0);

const mostNamed = 6;

/** `3 workers (a, b, c)`; of many, the first ones. */
export function workersNamed(names: readonly string[], one = 'worker'): string {
  const named = names.length > mostNamed ? names.slice(0, mostNamed - 1) : names;
  const others = names.length - named.length;
  return `${counted(names.length, one)} (${named.join(', ')}${others > 0 ? ` and ${count(others)} others` : ''})`;
}

/** Who fired the load, if it was not one machine: `fired by 3 workers (a, b, c)`. */
export function firedBy({ targets, merged }: Pick<RunResult, 'targets' | 'merged'>): string | undefined {
  const names = [...new Set(targets.flatMap(({ client: { workers = [] } }) => workers.map(({ name }) => name)))];
  if (names.length === 0) return undefined;
  return merged === undefined ? `fired by ${workersNamed(names)}` : `merged from ${workersNamed(names, 'run')}`;
}
