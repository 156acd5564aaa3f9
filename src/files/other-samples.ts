import { join } from 'node:path';
import type { RunResult } from '../model/run-result.ts';

/**
 * What speaks against `seen` samples being those of the result: a line is missing, or a file was written twice. Undefined if they agree.
 * @param uses what is made of them, and what then holds.
 */
export function otherSamples(
  directory: string,
  { seen, of: { targets } }: { readonly seen: number; readonly of: Pick<RunResult, 'targets'> },
  uses: { readonly fewer: string; readonly more: string },
): string | undefined {
  const expected = targets.reduce((sum, { requests }) => sum + requests.sent, 0);
  const file = join(directory, 'samples.ndjson');
  if (seen === expected) return undefined;
  return seen < expected
    ? `${file}: contains ${seen} of the ${expected} requests in result.json; ${uses.fewer}`
    : `${file}: contains ${seen} requests, but result.json has ${expected}: ${uses.more}`;
}
