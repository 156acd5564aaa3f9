import { relative, resolve } from 'node:path';
import { refuseDearStudy, strangersOf } from '../../experiment/study/cost.ts';
import { nameOf } from '../../files/read-text.ts';
import type { LocatedStudy } from '../../files/study/read-study.ts';
import { createStudyDirectory, resumeStudyDirectory } from '../../files/study/study-directory.ts';
import { redacting } from '../../library/run.ts';
import { performStudy } from '../../library/study.ts';
import { UserError } from '../../model/errors.ts';
import { exitCode } from '../../model/exit-code.ts';
import { printable, printableJson } from '../../model/printable.ts';
import type { StudyResult } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { renderStudy } from '../../report/study/terminal.ts';
import { studyPlanLines } from '../../scenario/study/plan-lines.ts';
import { interruptible } from '../interruptible.ts';
import { printToStderr } from '../standard-streams.ts';
import { fitted, linkTo, terminalOf } from '../terminal-options.ts';
import { confirm } from './confirm.ts';
import { showStudyProgress } from './live/study-progress.ts';
import { parseMaxCost } from './options.ts';

export interface StudyArguments {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly 'dry-run': boolean;
  readonly 'max-cost': string | undefined;
  readonly out: string | undefined;
  readonly resume: string | undefined;
}

/** Runs a study, or what is left of it; prints the result, and sets the exit code. */
export async function runStudyFile(located: LocatedStudy, file: string, given: StudyArguments): Promise<void> {
  const { value: study, cells, secrets } = located;
  const cost = refuseDearStudy(study, cells, parseMaxCost(given['max-cost']));
  const plan = [...studyPlanLines(study, cells), ...cost];
  const lines = plan.map((line) => printable(secrets.redact(line)));
  if (given['dry-run']) {
    for (const line of lines) printToStderr(line);
    return;
  }
  await confirm({ lines, strangers: strangersOf(cells), forecasts: [] }, given);
  await redacting(located, async () => {
    const place = await placeOf(located, given);
    try {
      await perform(located, { ...given, ...place, file: nameOf(file) });
    } finally {
      await place.release();
    }
  });
}

interface StudyDirectory {
  readonly directory: string;
  readonly recorded: readonly StudySample[];
  release(): Promise<void>;
}

async function placeOf(study: LocatedStudy, { out, resume }: StudyArguments): Promise<StudyDirectory> {
  if (resume === undefined) {
    const { path, release } = await createStudyDirectory(out, study);
    return { directory: path, recorded: [], release };
  }
  if (out !== undefined) throw new UserError('usage', '--out: expected none with --resume, which names the folder');
  const directory = resolve(resume);
  return { directory, recorded: await resumeStudyDirectory(directory, study), release: async () => {} };
}

async function perform(
  located: LocatedStudy,
  { directory, recorded, file, json, quiet }: StudyArguments & StudyDirectory & { readonly file: string },
): Promise<void> {
  using interruption = interruptible({ first: `interrupted: go on with --resume ${relative('.', directory)}` });
  const progress = showStudyProgress(process.stderr, quiet);
  const { result, report } = await performStudy(located, {
    ...{ file, directory, recorded, signal: interruption.signal, onProgress: progress.onProgress },
  }).finally(progress.done);
  process.stdout.write(
    json ? `${printableJson(result)}\n` : fitted(renderStudy(result, terminalOf(process.stdout)), process.stdout),
  );
  (json ? process.stderr : process.stdout).write(`\nreport: ${linkTo(report)}\n`);
  process.exitCode = exitCodeOf(result);
}

/** A cell that could run and gave no sample failed, as a target of a run does. */
function exitCodeOf({ status, cells }: StudyResult): number {
  if (status === 'interrupted') return exitCode.interrupted;
  const hasFailed = cells.some(
    ({ unavailable, groups }) => unavailable === undefined && !groups.some(({ count }) => count > 0),
  );
  return hasFailed ? exitCode.badInput : exitCode.good;
}
