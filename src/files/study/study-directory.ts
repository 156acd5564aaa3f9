import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../model/errors.ts';
import { parsedJson } from '../../model/json/json-object.ts';
import { type StudyResult, studyResultSchema, studySchemaVersion } from '../../model/study/study-result.ts';
import { type StudySample, studySampleSchema } from '../../model/study/study-sample.ts';
import { studyCsv } from '../../report/study/csv.ts';
import { renderStudyPage } from '../../report/study/page.ts';
import { fieldOf } from '../../scenario/reading/expected.ts';
import { isFile } from '../is-file.ts';
import { writeOutput } from '../open-output.ts';
import { readText } from '../read-text.ts';
import { createRunDirectory, type RunDirectory } from '../run-directory.ts';
import { isStudyDirectory, samplesName } from './is-study-directory.ts';
import type { LocatedStudy } from './read-study.ts';

const planName = 'plan.json';

/** Claims a folder, as for a run, and writes down what the study is, so that it can go on after an interruption. */
export async function createStudyDirectory(out: string | undefined, study: LocatedStudy): Promise<RunDirectory> {
  const directory = await createRunDirectory(out, study.value.name, { claimedBy: samplesName });
  await writeOutput(join(directory.path, planName), `${planOf(study)}\n`);
  return directory;
}

/**
 * The samples of an interrupted study, which goes on in its folder.
 * @throws {UserError} `study-unreadable`; `not-resumable` if it was another study
 */
export async function resumeStudyDirectory(directory: string, study: LocatedStudy): Promise<StudySample[]> {
  const samples = await readStudySamples(directory);
  const before = (await readText(join(directory, planName), studyFolder)).trim();
  if (before === planOf(study)) return samples;
  throw new UserError(
    'not-resumable',
    `${directory} has another study: its target, matrix, protocol, payload or measures differ`,
    {
      hint: 'resume it with the file that began it, or begin a new study',
    },
  );
}

/** Of the target and the levels of the matrix a digest of what the file says: their variables may hold secrets. */
function planOf({ value, cells, data }: LocatedStudy): string {
  const { name, protocol, payload, measure, timeoutMs } = value;
  const written = JSON.stringify([fieldOf(data, 'target'), fieldOf(data, 'matrix')]);
  const functions = createHash('sha256').update(written).digest('hex');
  return JSON.stringify({ name, protocol, payload, timeoutMs, measure, cells: cells.map(({ id }) => id), functions });
}

/** Replaces the samples of a study: those of incomplete runs are dropped before it goes on. */
export const writeStudySamples = (directory: string, samples: readonly StudySample[]): Promise<void> =>
  writeOutput(join(directory, samplesName), samples.map(lineOf).join(''));

/** @throws {UserError} `samples-unwritable` */
export function appendStudySample(directory: string, sample: StudySample): void {
  const file = join(directory, samplesName);
  try {
    appendFileSync(file, lineOf(sample));
  } catch (cause) {
    const message = `${file}: the samples cannot be written: ${(cause as Error).message}`;
    throw new UserError('samples-unwritable', message, { hint: 'free disk space, and go on with --resume', cause });
  }
}

const lineOf = (sample: StudySample): string => `${JSON.stringify(sample)}\n`;

/**
 * The samples in their order. The last line of a study that was killed may be cut; it is left out.
 * @throws {UserError} `study-unreadable`
 */
export async function readStudySamples(directory: string): Promise<StudySample[]> {
  const file = join(directory, samplesName);
  if (!(await isStudyDirectory(directory)))
    throw new UserError('study-unreadable', `${resolve(directory)}: not a study: there is no ${samplesName}`);
  const lines = (await readText(file, studyFolder)).split('\n');
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const { data, error } = studySampleSchema.safeParse(parsedJson(line));
    if (data !== undefined) return [data];
    if (index === lines.length - 1) return [];
    const [issue] = error.issues;
    throw new UserError(
      'study-unreadable',
      `${file}:${index + 1}: not a sample: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  });
}

/** @throws {UserError} `study-unreadable`: no study, one that was killed, or another version. */
export async function readStudyResult(directory: string): Promise<StudyResult> {
  const file = join(directory, 'study.json');
  if (!(await isFile(file)))
    throw new UserError(
      'study-unreadable',
      `${directory}: there is no study.json: the study was killed or is still running`,
      {
        hint: `go on with it: rollcall run STUDY.yaml --resume ${directory}`,
      },
    );
  const { data, error } = studyResultSchema.safeParse(parsedJson(await readText(file, studyFolder)));
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const message = `${file}: not the result of a study of version ${studySchemaVersion}: ${issue?.path.join('.')}: ${issue?.message}`;
  throw new UserError('study-unreadable', message, { hint: 'render it with the rollcall that wrote it' });
}

/**
 * Writes `study.json`, `study.csv` and `report.html`.
 * @returns the path of the page
 */
export async function writeStudy(
  directory: string,
  result: StudyResult,
  samples: readonly StudySample[],
): Promise<string> {
  await writeOutput(join(directory, 'study.json'), `${JSON.stringify(result, null, 2)}\n`);
  await writeOutput(join(directory, 'study.csv'), studyCsv(result, samples));
  const page = join(directory, 'report.html');
  await writeOutput(page, await renderStudyPage(result, samples));
  return page;
}

const studyFolder = {
  code: 'study-unreadable',
  one: 'the folder of a study, such as reports/runtimes-2026-11-30T10-00-00Z',
  several: 'the folder of one study',
  mostBytes: 2 ** 30,
};
