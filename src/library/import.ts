import { basename, resolve } from 'node:path';
import { createRunDirectory } from '../files/run-directory.ts';
import { samplesName } from '../files/study/is-study-directory.ts';
import { readStudyResult, readStudySamples, writeStudy, writeStudySamples } from '../files/study/study-directory.ts';
import { version } from '../files/version.ts';
import { type StudyResult, studySchemaVersion } from '../model/study/study-result.ts';
import type { ImportedFile } from '../stats/study/imported/imported-sample.ts';
import type { importedStudy } from '../stats/study/imported/imported-study.ts';
import type { FinishedStudy } from './study.ts';

export interface ImportOptions {
  readonly name: string;
  readonly question: string;
  readonly out: string | undefined;
  /** Names of the files, for the report. */
  readonly file: string;
  /** What was read, each a sentence. */
  readonly sources: readonly string[];
}

/** Writes a study of what was measured elsewhere to a folder of its own. */
export async function writeImportedStudy(
  { study, samples }: ReturnType<typeof importedStudy>,
  { name, question, out, file, sources }: ImportOptions,
): Promise<FinishedStudy> {
  const directory = await createRunDirectory(out, name, { claimedBy: samplesName });
  const now = new Date().toISOString();
  const result: StudyResult = {
    schemaVersion: studySchemaVersion,
    tool: { name: 'rollcall', version },
    ...{ name, question, file, status: 'complete', startedAt: now, finishedAt: now, seed: 0 },
    protocol: { kind: 'import', words: [...sources] },
    ...{
      where: 'elsewhere',
      ...study,
      tunings: [],
      doubts: [],
      notes: ['These samples were measured before and imported.'],
    },
  };
  await writeStudySamples(directory.path, samples);
  return { result, report: await writeStudy(directory.path, result, samples) };
}

/** A study of one's own. Samples whose cold start was forced in different ways are different cells. */
export async function ownStudy(directory: string): Promise<ImportedFile> {
  const { cells } = await readStudyResult(directory);
  const samples = await readStudySamples(directory);
  const levels = new Map(cells.map((cell) => [cell.id, cell.levels]));
  const ways = new Set(samples.map(({ forcedBy }) => forcedBy));
  return {
    source: basename(resolve(directory)),
    samples: samples
      .filter(({ error }) => error === undefined)
      .map(({ cell, round, start, values, measures, forcedBy }) => ({
        levels: { ...levels.get(cell), ...(ways.size > 1 && forcedBy !== undefined && { force: forcedBy }) },
        ...{ round, start, values },
        ...(measures !== undefined && { measures }),
      })),
  };
}
