import { isObject, type JsonObject, parsedJson } from '../../../model/json/json-object.ts';
import { type ChosenSeries, chosenSeries, seriesOf } from './cloudwatch-series.ts';
import { InstantReader } from './instants.ts';
import {
  type ArrivalOptions,
  type ArrivalRow,
  arrivalsProblem,
  BadArrivalError,
  type TakenAs,
} from './read-arrivals.ts';

/** A record of a document, read when it is its turn. */
type CountRecord = () => ArrivalRow;

interface CloudWatchCounts {
  readonly records: readonly CountRecord[];
  readonly periodMs?: number;
  readonly notes: readonly string[];
  readonly takenAs: readonly TakenAs[];
}

/**
 * Counts of CloudWatch, such as `Invocations` with the statistic Sum, as the AWS CLI prints them: of `get-metric-statistics`
 * (`Datapoints` with `Timestamp` and `Sum`) and of `get-metric-data` (`MetricDataResults` with `Timestamps` and `Values`), of which the metric
 * that counts requests is taken. Neither of them prints the period; `Period` in seconds, as in the request, may stand beside them. Undefined
 * for any other text.
 * @throws {UserError} `trace-invalid` where no metric, or more than one, may be the requests, or two of its counts are of the same time
 */
export function cloudWatchCounts(
  text: string,
  { file, metric }: Pick<ArrivalOptions, 'file' | 'metric'>,
): CloudWatchCounts | undefined {
  const document = parsedJson(text);
  const all = isObject(document) ? seriesOf(document) : undefined;
  if (!isObject(document) || all === undefined) return undefined;
  const { Period } = document;
  const series = chosenSeries(file, all, metric);
  refuseRepeated(file, series?.points ?? []);
  return {
    records: series?.points.map((point) => () => countOf(point, series)) ?? [],
    ...(typeof Period === 'number' && Period > 0 && { periodMs: Period * 1000 }),
    notes: series?.notes ?? [],
    takenAs: series === undefined ? [] : [series.takenAs],
  };
}

/** Pages that are joined may repeat a count, which would be added. */
function refuseRepeated(file: string, points: readonly JsonObject[]): void {
  const known = new Set<number>();
  for (const { Timestamp } of points) {
    const fromMs = new InstantReader('auto').read(String(Timestamp));
    if (known.has(fromMs))
      throw arrivalsProblem(
        file,
        `two counts have the "Timestamp" ${JSON.stringify(Timestamp)}, expected one of each period`,
        'export the counts again, or remove the pages that are in the file twice',
      );
    if (!Number.isNaN(fromMs)) known.add(fromMs);
  }
}

function countOf(point: JsonObject, { statistics }: ChosenSeries): ArrivalRow {
  const { Timestamp } = point;
  const fromMs = new InstantReader('auto').read(String(Timestamp));
  if (Number.isNaN(fromMs)) throw new BadArrivalError('expected a "Timestamp"');
  const [count] = statistics.flatMap((statistic) => point[statistic] ?? []);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
    throw new BadArrivalError(`expected a number of requests in "${statistics[0]}" (--statistics ${statistics[0]})`);
  return { fromMs, count };
}
