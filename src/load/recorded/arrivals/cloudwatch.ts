import { isObject, type JsonObject, parsedJson } from '../../../model/json/json-object.ts';
import { InstantReader } from './instants.ts';
import { type ArrivalRow, BadArrivalError } from './read-arrivals.ts';

/** A record of a document, read when it is its turn. */
export type CountRecord = () => ArrivalRow;

/**
 * Counts of CloudWatch, such as `Invocations` with the statistic Sum, as the AWS CLI prints them: of `get-metric-statistics`
 * (`Datapoints` with `Timestamp` and `Sum`) and of `get-metric-data` (`MetricDataResults` with `Timestamps` and `Values`). Undefined for
 * any other text.
 */
export function cloudWatchCounts(text: string): readonly CountRecord[] | undefined {
  const document = parsedJson(text);
  if (!isObject(document)) return undefined;
  const { Datapoints: points, MetricDataResults: results } = document;
  if (Array.isArray(points)) return points.map((point) => () => countOf(isObject(point) ? point : {}));
  if (!Array.isArray(results)) return undefined;
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
