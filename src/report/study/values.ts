import { type StudyMetric, studyMetricNames, studyMetrics } from '../../model/study/metrics.ts';
import type { StudyEstimate, StudyGroup, StudyResult } from '../../model/study/study-result.ts';
import { absent, type Format, mb, ms, plain } from '../../text/format.ts';

/** A column of a study: a metric, or a measure that its function answered. */
export interface StudyValue {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  readonly format: Format;
}

/** All that the cells of a study have, in the order of the metrics; measures last. */
export function valuesOf({ cells }: Pick<StudyResult, 'cells'>): StudyValue[] {
  const present = new Set(cells.flatMap(({ groups }) => groups.flatMap(({ values }) => Object.keys(values))));
  const measures = [...present].filter((name) => !isMetric(name));
  return [...studyMetricNames.filter((name) => present.has(name)).map(metricValue), ...measures.map(measureValue)];
}

const isMetric = (name: string): name is StudyMetric => Object.hasOwn(studyMetrics, name);

/** A value by its name. */
export const valueNamed = (name: string): StudyValue => (isMetric(name) ? metricValue(name) : measureValue(name));

const metricValue = (name: StudyMetric): StudyValue => ({ name, ...studyMetrics[name], format: formatOf(name) });

const measureValue = (name: string): StudyValue => ({
  ...{ name, label: name, about: 'answered by the function itself' },
  format: formatOf(name),
});

/** By the unit in the name. */
const formatOf = (name: string): Format => (name.endsWith('Ms') ? ms : name.endsWith('Mb') ? mb : plain);

/** `95.3 ms [93.1 ms, 97.0 ms]` */
export const estimateText = ({ estimate, low, high }: StudyEstimate, format: Format): string =>
  low === undefined || high === undefined ? format(estimate) : `${format(estimate)} [${format(low)}, ${format(high)}]`;

export const medianText = ({ values }: StudyGroup, { name, format }: StudyValue): string => {
  const found = values[name];
  return found === undefined ? absent : estimateText(found.median, format);
};

/** What distinguishes groups of samples beside their cell: `cold`, or `cold, later, by wait`. */
export function groupLabel(
  { start, round, forcedBy }: Pick<StudyGroup, 'start' | 'round' | 'forcedBy'>,
  result: StudyResult,
): string {
  const ways = new Set(result.cells.flatMap(({ groups }) => groups.map((group) => group.forcedBy)));
  return [
    start,
    ...(result.rounds.length > 1 ? [round] : []),
    ...(ways.size > 1 && forcedBy !== undefined ? [`by ${forcedBy}`] : []),
  ].join(', ');
}
