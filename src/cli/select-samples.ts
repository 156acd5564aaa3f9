import { join } from 'node:path';
import { SampleSelection, type Selection } from '../report/selection.ts';
import { Damage, readLines } from './read-run.ts';

/**
 * What a page draws of the samples of a run, line by line, as it may have millions: lines are read as samples only where they
 * are drawn. If one of those or the last one is damaged, all are checked in a second pass, and the damaged ones told of.
 */
export async function selectSamples(directory: string, tell: (message: string) => void): Promise<Selection> {
  const selection = new SampleSelection();
  let last: string | undefined;
  for await (const lines of readLines(directory)) {
    for (const line of lines) selection.add(line);
    last = lines.at(-1) ?? last;
  }
  if (last !== undefined && new Damage().check(last) === undefined) return selectUndamaged(directory, tell);
  try {
    return selection.finish();
  } catch (error) {
    if (error instanceof SyntaxError) return selectUndamaged(directory, tell);
    throw error;
  }
}

async function selectUndamaged(directory: string, tell: (message: string) => void): Promise<Selection> {
  const selection = new SampleSelection();
  const damage = new Damage();
  for await (const lines of readLines(directory))
    for (const line of lines) if (damage.check(line) !== undefined) selection.add(line);
  damage.report(join(directory, 'samples.ndjson'), tell);
  return selection.finish();
}
