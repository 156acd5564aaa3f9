import { join } from 'node:path';
import type { RunResult } from '../model/run-result.ts';
import { recordedRequests } from '../stats/request-counts.ts';

/**
 * Why `seen` samples are not all of the result, once each: a line is missing, or a file was written twice. Undefined if they agree.
 * @param uses what is made of them, and what then holds.
 */
export function otherSamples(
  directory: string,
  { seen, of: result }: { readonly seen: number; readonly of: Pick<RunResult, 'targets'> },
  uses: { readonly fewer: string; readonly more: string },
): string | undefined {
  const expected = recordedRequests(result);
  const file = join(directory, 'samples.ndjson');
  if (seen === expected) return undefined;
  return seen < expected
    ? `${file}: contains ${seen} of the ${expected} requests in result.json; ${uses.fewer}`
    : `${file}: contains ${seen} requests, but result.json has ${expected}: ${uses.more}`;
}
