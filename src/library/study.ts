import type { StudyProgress } from '../experiment/study/run-study.ts';
import { runStudy } from '../experiment/study/run-study.ts';
import { assembleStudy } from '../experiment/study/study-result.ts';
import type { LocatedStudy } from '../files/study/read-study.ts';
import { appendStudySample, writeStudy, writeStudySamples } from '../files/study/study-directory.ts';
import { version } from '../files/version.ts';
import type { StudyResult } from '../model/study/study-result.ts';
import type { StudySample } from '../model/study/study-sample.ts';
import { plannedRuns, remaining } from '../scenario/study/plan.ts';
import { protocolOf } from '../scenario/study/protocols.ts';

export interface PerformStudyOptions {
  /** The file name from the command line, for the report. */
  readonly file: string;
  /** An existing folder. */
  readonly directory: string;
  /** Samples that an interrupted study left there. */
  readonly recorded: readonly StudySample[];
  readonly signal: AbortSignal;
  onProgress(progress: StudyProgress): void;
}

export interface FinishedStudy {
  readonly result: StudyResult;
  /** The page. */
  readonly report: string;
}

/** Runs what is left of a study, and writes its result. Errors contain no secrets: the caller redacts them. */
export async function performStudy(
  { value: study, cells, secrets }: LocatedStudy,
  { file, directory, recorded, signal, onProgress }: PerformStudyOptions,
): Promise<FinishedStudy> {
  const { protocol } = study;
  const { kept } = remaining(plannedRuns(protocol, cells), recorded, protocolOf(protocol).samplesPerRun(protocol));
  const samples = [...kept];
  if (recorded.length > 0) await writeStudySamples(directory, samples);
  const startedAtEpochMs = samples[0]?.atEpochMs ?? Date.now();
  const run = await runStudy({
    ...{ study, cells, directory, signal, secrets, recorded: kept, onProgress },
    record: (sample) => {
      const { error, ...rest } = sample;
      const redacted = error === undefined ? rest : { ...rest, error: secrets.redact(error) };
      appendStudySample(directory, redacted);
      samples.push(redacted);
    },
  });
  const input = { study, cells, samples, run, file, version, startedAtEpochMs, finishedAtEpochMs: Date.now() };
  const result = assembleStudy(input);
  return { result, report: await writeStudy(directory, result, samples) };
}
