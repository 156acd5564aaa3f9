import { isObject, type JsonObject, parsedJson } from '../../../model/json/json-object.ts';
import { InstantReader } from './instants.ts';
import { type ArrivalRow, BadArrivalError } from './read-arrivals.ts';

/** A record of a document, read when it is its turn. */
type CountRecord = () => ArrivalRow;

interface CloudWatchCounts {
  readonly records: readonly CountRecord[];
  readonly periodMs?: number;
}

/**
 * Counts of CloudWatch, such as `Invocations` with the statistic Sum, as the AWS CLI prints them: of `get-metric-statistics`
 * (`Datapoints` with `Timestamp` and `Sum`) and of `get-metric-data` (`MetricDataResults` with `Timestamps` and `Values`). Neither of them
 * prints the period; `Period` in seconds, as in the request, may stand beside them. Undefined for any other text.
 */
export function cloudWatchCounts(text: string): CloudWatchCounts | undefined {
  const document = parsedJson(text);
  if (!isObject(document)) return undefined;
  const { Datapoints: points, MetricDataResults: results, Period } = document;
  const stated = typeof Period === 'number' && Period > 0 ? { periodMs: Period * 1000 } : {};
  if (Array.isArray(points))
    return { records: points.map((point) => () => countOf(isObject(point) ? point : {})), ...stated };
  return Array.isArray(results) ? { records: recordsOf(results), ...stated } : undefined;
}

function recordsOf(results: readonly unknown[]): CountRecord[] {
  return results.filter(isObject).flatMap(({ Timestamps, Values }) => {
    const values: readonly unknown[] = Array.isArray(Values) ? Values : [];
    return (Array.isArray(Timestamps) ? Timestamps : []).map(
      (Timestamp: unknown, index) => () => countOf({ Timestamp, Sum: values[index] }),
    );
  });
}

function countOf({ Timestamp, Sum, SampleCount }: JsonObject): ArrivalRow {
  const fromMs = new InstantReader('auto').read(String(Timestamp));
  if (Number.isNaN(fromMs)) throw new BadArrivalError('expected a "Timestamp"');
  const count = Sum ?? SampleCount;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
    throw new BadArrivalError('expected a number of requests in "Sum" (--statistics Sum)');
  return { fromMs, count };
}
