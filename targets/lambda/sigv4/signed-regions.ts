import type { FunctionTable } from '../functions/function-table.ts';

/** Regions that a request may be signed for: that of the function that it names, else those of all functions. */
export function signedRegions({ all }: FunctionTable, rawUrl: string): string[] {
  const [, encoded = ''] = rawUrl.match(/^\/[\d-]+\/functions\/([^/?]+)/) ?? [];
  // A name, or an ARN that has it among its parts.
  const parts = encoded.split(/:|%3A/i);
  const named = all.filter(({ name }) => parts.includes(name));
  return [...new Set((named.length > 0 ? named : all).map(({ arn }) => arn.split(':')[3] ?? ''))];
}
