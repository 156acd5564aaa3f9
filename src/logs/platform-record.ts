import { isObject, type JsonObject } from '../model/json/json-object.ts';
import { optional } from '../model/optional.ts';
import type { InvocationWindow } from './invocation-window.ts';
import { instantOf, type LogContext, own } from './log-context.ts';
import type { FailedInit, Restore } from './log-finding.ts';
import { attempt, Damage, type ReportFacts, statusFrom } from './parsed.ts';

/**
 * `{time, type: 'platform.*', record}` of Lambda's JSON log format and of its Telemetry API: shapes at
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html. Ignores types without billing facts.
 */
export function readPlatformRecord(event: JsonObject, outer: LogContext, window: InvocationWindow): void {
  const record = isObject(event['record']) ? event['record'] : {};
  const context = {
    ...outer,
    ...optional('atEpochMs', instantOf(event['time']) ?? outer.atEpochMs),
    ...optional('stream', outer.stream ?? embeddedEnvironment(record)),
  };
  const accept = <T>(read: (record: JsonObject) => T, use: (facts: T) => void) =>
    window.accept(
      () => textOf(event),
      attempt(() => read(record)),
      use,
    );
  const { type } = event;
  if (type === 'platform.start') startedOf(record, window);
  else if (type === 'platform.initStart' || type === 'platform.restoreStart') initializedOf(record, context, window);
  else if (type === 'platform.report') accept(reportFacts, (facts) => window.report(facts, context));
  else if (type === 'platform.initReport') accept(failedInit, (init) => init && window.found(init, context));
  else if (type === 'platform.restoreReport') accept(restore, (found) => window.found(found, context));
}

/** The embedded Lambda names the environment in the record itself. */
function embeddedEnvironment({ rollcall }: JsonObject): string | undefined {
  const id = isObject(rollcall) ? rollcall['environmentId'] : undefined;
  return typeof id === 'string' && id !== '' ? own(id) : undefined;
}

/** For a message. Reading JSON works at any depth; writing it is limited by the stack. */
function textOf(event: JsonObject): string {
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `{"type":"${event['type']}", nested too deeply to be shown}`;
  }
}

function startedOf({ requestId }: JsonObject, window: InvocationWindow): void {
  if (typeof requestId === 'string') window.started(requestId);
}

function initializedOf(record: JsonObject, context: LogContext, window: InvocationWindow): void {
  const { runtimeVersion, runtimeVersionArn: arn } = record;
  if (typeof runtimeVersion === 'string')
    window.initialized(own(runtimeVersion), typeof arn === 'string' ? arn : undefined, context);
}

/** For managed instances the metrics are only `{durationMs}`. */
function reportFacts(record: JsonObject): ReportFacts {
  const metrics = metricsOf(record);
  const requestId = record['requestId'];
  if (typeof requestId !== 'string' || requestId === '') throw new Damage('it has no request ID');
  return {
    requestId: own(requestId),
    durationMs: required(metrics, 'durationMs'),
    ...optional('billedMs', number(metrics, 'billedDurationMs')),
    ...optional('memorySizeMb', number(metrics, 'memorySizeMB')),
    ...optional('maxMemoryUsedMb', number(metrics, 'maxMemoryUsedMB')),
    ...optional('initMs', number(metrics, 'initDurationMs')),
    ...optional('restoreMs', number(metrics, 'restoreDurationMs')),
    ...optional('billedRestoreMs', number(metrics, 'billedRestoreDurationMs')),
    ...optional('status', statusFrom(record['status'])),
    ...errorTypeOf(record),
    ...optional('xrayTraceId', traceIdOf(record)),
  };
}

/** Unlike the text format, this one reports every init. */
function failedInit(record: JsonObject): FailedInit | undefined {
  const durationMs = required(metricsOf(record), 'durationMs');
  const status = statusFrom(record['status']) ?? 'success';
  if (status === 'success') return undefined;
  const phase = record['phase'];
  return {
    ...{ kind: 'failed-init', durationMs, status },
    ...(typeof phase === 'string' && { phase: own(phase) }),
    ...errorTypeOf(record),
  };
}

const restore = (record: JsonObject): Restore => ({
  kind: 'restore',
  durationMs: required(metricsOf(record), 'durationMs'),
  status: statusFrom(record['status']) ?? 'success',
  ...errorTypeOf(record),
});

function metricsOf({ metrics }: JsonObject): JsonObject {
  if (!isObject(metrics)) throw new Damage('it has no metrics');
  return metrics;
}

function required(metrics: JsonObject, key: string): number {
  const value = number(metrics, key);
  if (value === undefined) throw new Damage(`it has no "${key}"`);
  return value;
}

function number(metrics: JsonObject, key: string): number | undefined {
  const value = metrics[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value < largest)) throw new Damage(`"${key}" is not a number`);
  return value;
}

/** Far above any duration (15 min) and memory size (10 GB). */
export const largest = 1e15;

const errorTypeOf = ({ errorType }: JsonObject) =>
  optional('errorType', typeof errorType === 'string' && errorType !== '' ? own(errorType) : undefined);

/** `{"tracing": {"type": "X-Amzn-Trace-Id", "value": "Root=1-...;Parent=...;Sampled=1"}}` */
function traceIdOf({ tracing }: JsonObject): string | undefined {
  const value = isObject(tracing) ? tracing['value'] : undefined;
  const root = typeof value === 'string' ? /(?:^|;)Root=([\w-]+)/.exec(value)?.[1] : undefined;
  return root === undefined ? undefined : own(root);
}
