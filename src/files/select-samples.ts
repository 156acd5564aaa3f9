import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';
import { SampleSelection, type Selection } from '../report/selection/selection.ts';
import { Damage, readLines } from './read-run.ts';

/**
 * Selects the samples that a page draws. A run may have millions of lines, so only the drawn ones are parsed.
 * If one of these or the last line is damaged, a second pass checks all lines and reports the damaged ones.
 * @throws {UserError} `interrupted` when `stop` is aborted during the reading
 */
export async function selectSamples(
  directory: string,
  { targets }: Pick<RunResult, 'targets'>,
  tell: (message: string) => void,
  stop?: AbortSignal,
): Promise<Selection> {
  const byPlatform = new Set(
    targets.flatMap(({ name, environments }) => (environments.identifiedBy === 'platform' ? [name] : [])),
  );
  const selection = new SampleSelection();
  let last: string | undefined;
  for await (const lines of readLines(directory)) {
    if (stop?.aborted)
      throw new UserError('interrupted', 'report.html was not written: the run was interrupted and has many samples', {
        hint: `write it with \`rollcall report ${directory}\``,
      });
    for (const line of lines) selection.add(line);
    last = lines.at(-1) ?? last;
  }
  if (last !== undefined && new Damage().check(last) === undefined) return selectUndamaged(directory, byPlatform, tell);
  try {
    return selection.finish(byPlatform);
  } catch (error) {
    if (error instanceof SyntaxError) return selectUndamaged(directory, byPlatform, tell);
    throw error;
  }
}

async function selectUndamaged(
  directory: string,
  byPlatform: ReadonlySet<string>,
  tell: (message: string) => void,
): Promise<Selection> {
  const selection = new SampleSelection();
  const damage = new Damage();
  for await (const lines of readLines(directory))
    for (const line of lines) if (damage.check(line) !== undefined) selection.add(line);
  damage.report(join(directory, 'samples.ndjson'), tell);
  return selection.finish(byPlatform);
}
