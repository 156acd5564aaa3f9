import { type StudyMetric, studyMetricNames } from '../../model/study/metrics.ts';
import type { StudyResult } from '../../model/study/study-result.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import { csvLine } from '../data/csv.ts';

/** Every sample: its cell with the level of each factor, its place in the study, and its values. Columns that no sample has are left out. */
export function studyCsv({ factors, cells }: StudyResult, samples: readonly StudySample[]): string {
  const levels = new Map(cells.map((cell) => [cell.id, cell.levels]));
  const values = studyMetricNames.filter((name) => samples.some((sample) => sample.values[name] !== undefined));
  const measures = [...new Set(samples.flatMap((sample) => Object.keys(sample.measures ?? {})))];
  const names = factors.map(({ name }) => name);
  const head = ['cell', ...names, ...placeColumns, ...values, ...measures, 'environmentId', 'requestId', 'error'];
  const lines = samples.map((sample) =>
    csvLine([
      sample.cell,
      ...names.map((name) => levels.get(sample.cell)?.[name]),
      ...placeColumns.map((name) => sample[name]),
      ...values.map((name: StudyMetric) => sample.values[name]),
      ...measures.map((name) => sample.measures?.[name]),
      ...[sample.environmentId, sample.requestId, sample.error],
    ]),
  );
  return [csvLine(head), ...lines].join('');
}

const placeColumns = ['round', 'run', 'copy', 'start', 'call', 'forcedBy', 'atEpochMs'] as const;
