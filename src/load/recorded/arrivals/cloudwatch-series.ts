import { isObject, type JsonObject } from '../../../model/json/json-object.ts';
import { count } from '../../../text/format.ts';
import { arrivalsProblem, type TakenAs } from './read-arrivals.ts';

/** A metric of a document of CloudWatch. */
interface MetricSeries {
  readonly id?: string;
  readonly label?: string;
  /** With `Timestamp` and `Sum` or `SampleCount`. */
  readonly points: readonly JsonObject[];
  /** Whether the document names the statistic. */
  readonly isStated: boolean;
}

type Statistic = 'Sum' | 'SampleCount';

export interface ChosenSeries {
  readonly points: readonly JsonObject[];
  /** The first of them that a point has. */
  readonly statistics: readonly [Statistic, ...Statistic[]];
  readonly takenAs: TakenAs;
  /** Metrics of the document that were left out. */
  readonly notes: readonly string[];
}

/**
 * Metrics with a count of requests as their Sum: of Lambda, function URLs, load balancers, CloudFront and App Runner, API Gateway. Source: the
 * pages on CloudWatch metrics of their guides.
 */
const requestMetrics = ['invocations', 'urlrequestcount', 'requestcount', 'requests', 'count'];
/** With a value for each request, so that SampleCount is the number of requests. */
const timeMetrics = ['duration', 'latency', 'targetresponsetime'];
const timeUnits = ['Seconds', 'Milliseconds', 'Microseconds'];

/** @throws {UserError} `trace-invalid` where no metric, or more than one, may be the requests, or the chosen one has no count */
export function chosenSeries(file: string, all: readonly MetricSeries[], wanted?: string): ChosenSeries | undefined {
  const chosen = chosenOf(file, all, wanted);
  if (chosen === undefined) return undefined;
  const others = all.filter((each) => each !== chosen);
  const statistics = statisticsOf(file, chosen);
  return {
    ...{ points: chosen.points, statistics, takenAs: takenAs(chosen, statistics[0], wanted) },
    notes: others.length === 0 ? [] : [`metrics left out: ${others.map(leftOutWords).join(', ')}`],
  };
}

function takenAs(series: MetricSeries, statistic: Statistic, wanted: string | undefined): TakenAs {
  const source = wanted === undefined ? 'the name of the metric' : 'demand.metric';
  return {
    ...{ id: 'metric', what: 'requests are', value: `${statistic} of ${nameOf(series) ?? 'the only metric'}` },
    source: series.isStated ? source : `${source}; get-metric-data does not print the statistic`,
    isStated: wanted !== undefined,
  };
}

/** `Datapoints` of `get-metric-statistics`, or `MetricDataResults` of `get-metric-data`, of which each page may hold a part of a metric. */
export function seriesOf({ Label, Datapoints, MetricDataResults }: JsonObject): readonly MetricSeries[] | undefined {
  if (Array.isArray(Datapoints)) return [{ ...named({ Label }), points: Datapoints.map(objectOf), isStated: true }];
  if (!Array.isArray(MetricDataResults)) return undefined;
  const byName = new Map<string, MetricSeries>();
  for (const [index, result] of MetricDataResults.map(objectOf).entries()) {
    const key = String(result['Id'] ?? result['Label'] ?? index);
    const before = byName.get(key)?.points ?? [];
    byName.set(key, { ...named(result), points: [...before, ...pointsOf(result)], isStated: false });
  }
  return [...byName.values()];
}

const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

const named = ({ Id, Label }: JsonObject) => ({
  ...(typeof Id === 'string' && { id: Id }),
  ...(typeof Label === 'string' && { label: Label }),
});

function pointsOf({ Timestamps, Values }: JsonObject): JsonObject[] {
  const values: readonly unknown[] = Array.isArray(Values) ? Values : [];
  return (Array.isArray(Timestamps) ? Timestamps : []).map((Timestamp: unknown, index) => ({
    Timestamp,
    Sum: values[index],
  }));
}

function chosenOf(file: string, all: readonly MetricSeries[], wanted: string | undefined): MetricSeries | undefined {
  const isWanted = ({ id, label }: MetricSeries) => [id, label].includes(wanted);
  if (wanted !== undefined) return theOne(file, all, all.filter(isWanted), `is ${JSON.stringify(wanted)}`);
  const found = [requestMetrics, timeMetrics].map((known) => all.filter((series) => isOneOf(known, series)));
  const known = found.find((some) => some.length > 0);
  if (known !== undefined) return theOne(file, all, known, 'is the requests');
  const [only] = all;
  return all.length === 1 && only?.label === undefined
    ? only
    : theOne(file, all, [], 'is known as a number of requests');
}

function theOne(
  file: string,
  all: readonly MetricSeries[],
  [found, ...more]: readonly MetricSeries[],
  words: string,
): MetricSeries | undefined {
  if (all.length === 0 || (found !== undefined && more.length === 0)) return found;
  const listed = `its metrics: ${all.map((each) => nameOf(each) ?? 'one without a name').join(', ')}`;
  const [example] = found === undefined ? all : [found];
  const hint = `${listed}; name the one that counts requests, such as --set demand.metric=${example?.id ?? example?.label ?? 'NAME'}`;
  throw arrivalsProblem(file, `${found === undefined ? 'no metric' : 'more than one metric'} ${words}`, hint);
}

/** Ids are of the caller's choice, labels of theirs or of CloudWatch's. */
const isOneOf = (known: readonly string[], { id = '', label = '' }: MetricSeries): boolean =>
  [id, label].some((name) => known.includes(name.toLowerCase().replace(/[\s_-]/g, '')));

function nameOf({ id, label }: MetricSeries): string | undefined {
  return id === undefined || label === undefined ? (label ?? id) : `${label} (${id})`;
}

/** The Sum of times is no count. SampleCount is one of times and of invocations, but not of what adds up several requests in a value. */
function statisticsOf(file: string, series: MetricSeries): ChosenSeries['statistics'] {
  const units = new Set(series.points.flatMap(({ Unit }) => (typeof Unit === 'string' ? Unit : [])));
  const isTime = isOneOf(timeMetrics, series) || timeUnits.some((unit) => units.has(unit));
  const other = [...units].find((unit) => unit !== 'Count' && unit !== 'None' && !timeUnits.includes(unit));
  if (other === undefined && !isTime) return isOneOf(['requestcount'], series) ? ['Sum'] : ['Sum', 'SampleCount'];
  if (other === undefined && series.points.every(({ SampleCount }) => SampleCount !== undefined))
    return ['SampleCount'];
  throw arrivalsProblem(
    file,
    `${nameOf(series) ?? 'the metric'} has ${[...units].join(', ') || 'times'}, and no number of requests`,
    'export Invocations or RequestCount with --statistics Sum, or times with --statistics SampleCount',
  );
}

/** What was throttled wanted to be served, and is not among the invocations. */
function leftOutWords(series: MetricSeries): string {
  const name = nameOf(series) ?? 'one without a name';
  if (!isOneOf(['throttles'], series)) return name;
  const sum = series.points.reduce((all, { Sum }) => all + (typeof Sum === 'number' ? Sum : 0), 0);
  return sum === 0 ? name : `${name}, ${count(sum)} in all, which may be requests beside the invocations`;
}
