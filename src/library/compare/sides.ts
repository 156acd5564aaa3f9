import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { isFile } from '../../files/is-file.ts';
import { readResult } from '../../files/read-run.ts';
import { UserError } from '../../model/errors.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { isConclusive } from '../../model/verdict.ts';
import type { NamedRun } from '../../stats/comparison/compare-runs.ts';

/** A run and its folder. */
interface FoundRun extends NamedRun {
  readonly directory: string;
}

export interface Sides {
  readonly baseline: readonly FoundRun[];
  readonly candidate: readonly FoundRun[];
  /** `why` follows the name: `is INVALID`. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/**
 * The runs in these folders; each is a run or a folder of runs. INVALID and interrupted runs are excluded unless `includeInvalid` is set.
 * @throws {UserError} `compare-unreadable` if there is no run, `usage` if a run is named twice, and the errors of reading a run.
 */
export async function readSides(
  folders: { readonly baseline: readonly string[]; readonly candidate: readonly string[] },
  includeInvalid: boolean,
): Promise<Sides> {
  const baseline = await readFolders(folders.baseline);
  const candidate = await readFolders(folders.candidate);
  refuseCopies([...baseline, ...candidate]);
  const nameOf = shortNames([...baseline, ...candidate].map(({ directory }) => directory));
  const leftOut: { name: string; why: string }[] = [];
  const usable = (runs: readonly ReadRun[]): FoundRun[] =>
    runs.flatMap(({ directory, result }) => {
      const name = nameOf(directory);
      const why = whyLeftOut(result);
      if (includeInvalid) return [{ name, directory, result }];
      if (why !== undefined) leftOut.push({ name, why });
      if (why !== undefined) return [];
      const [valid, invalid] = byVerdict(result);
      leftOut.push(...invalid.map((target) => ({ name: `${target.name} in ${name}`, why: isInvalid })));
      return [{ name, directory, result: { ...result, targets: valid } }];
    });
  return { baseline: usable(baseline), candidate: usable(candidate), leftOut };
}

type ReadRun = Omit<FoundRun, 'name'>;

async function readFolders(directories: readonly string[]): Promise<ReadRun[]> {
  const runs: ReadRun[] = [];
  for (const directory of (await Promise.all(directories.map(runFoldersIn))).flat())
    runs.push({ directory, result: await readResult(directory) });
  return runs;
}

/** A copy of a run is no second measurement. Two runs never have the same instants. */
function refuseCopies(runs: readonly ReadRun[]): void {
  const seen = new Map<string, string>();
  for (const { directory, result } of runs) {
    const content = createHash('sha256').update(JSON.stringify(result)).digest('hex');
    const first = seen.get(content);
    if (first !== undefined)
      throw new UserError('usage', `${directory}: the same run as ${first}`, {
        hint: 'name each run once, on one side; repeat a run with `rollcall run`, not by copying its folder',
      });
    seen.set(content, directory);
  }
}

/** The last part of each path, with as many of the parts above as all of them need to differ. */
function shortNames(directories: readonly string[]): (directory: string) => string {
  const parts = directories.map((directory) => resolve(directory).split(sep));
  const most = Math.max(0, ...parts.map(({ length }) => length));
  let kept = 1;
  while (kept < most && new Set(parts.map((names) => names.slice(-kept).join('/'))).size < directories.length)
    kept += 1;
  return (directory) => resolve(directory).split(sep).slice(-kept).join('/');
}

const isInvalid = 'is INVALID';

/** One INVALID target leaves the others of its run as they are. */
function byVerdict(result: RunResult): readonly [TargetResult[], TargetResult[]] {
  const isSound = ({ name }: TargetResult) => isConclusive(result, name);
  return [result.targets.filter(isSound), result.targets.filter((target) => !isSound(target))];
}

function whyLeftOut({ verdict, status }: RunResult): string | undefined {
  if (verdict.status === 'INVALID') return isInvalid;
  return status === 'interrupted' ? 'was interrupted' : undefined;
}

async function runFoldersIn(directory: string): Promise<string[]> {
  if (await isFile(join(directory, 'result.json'))) return [directory];
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'the folder does not exist' : cause.message;
    throw new UserError('compare-unreadable', `${directory}: ${why}`, { hint, cause });
  });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
  const runs: string[] = [];
  for (const folder of folders.sort()) if (await isFile(join(folder, 'result.json'))) runs.push(folder);
  if (runs.length > 0) return runs;
  throw new UserError('compare-unreadable', `${directory}: neither a run nor a folder of runs`, { hint });
}

const hint = 'name the folder of a run, such as reports/burst-10-2026-11-21T14-03-59Z, or a folder with several';
