import { optional } from '../model/optional.ts';
import { functionOfStream, type LogContext, own } from './log-context.ts';
import type { FailedInit, LogFinding, LoggedInvocation, Restore } from './log-finding.ts';
import type { Parsed, ReportFacts } from './parsed.ts';

/** The outcome of a request according to another line than its REPORT. */
interface Failure {
  readonly status: 'error' | 'timeout';
  readonly errorType?: string;
}

interface PendingInvocation {
  facts: ReportFacts;
  readonly atEpochMs: number | undefined;
  readonly runtime: string | undefined;
  readonly place: Pick<LoggedInvocation, 'stream' | 'functionName'>;
}

/** Maximum number of REPORT lines between a REPORT line and the line with its failure. */
export const windowSize = 1000;
const mostStreams = 10_000;
const longestShown = 300;
/** AWS has about 40. */
const mostRegions = 100;
const regionOfRuntime = /^arn:aws[a-z-]*:lambda:([a-z0-9-]{1,40})::runtime:/;

/**
 * Joins the lines of one invocation. Older logs have no Status: a separate line reports the failure of a request,
 * before or after the REPORT line and among lines of other requests. Invocations are emitted in the order of their REPORT lines.
 */
export class InvocationWindow {
  private readonly take: (finding: LogFinding) => void;
  /** By the number of the REPORT line; a Map keeps this order. */
  private readonly waiting = new Map<number, PendingInvocation>();
  private readonly latest = new Map<string, number>();
  private readonly failures = new Map<string, Failure>();
  private readonly runtimes = new Map<string, string>();
  private readonly regions = new Set<string>();
  private reports = 0;

  constructor(take: (finding: LogFinding) => void) {
    this.take = take;
  }

  report(facts: ReportFacts, { atEpochMs, stream, functionName = functionOfStream(stream) }: LogContext): void {
    const { requestId } = facts;
    const failure = this.failures.get(requestId);
    this.failures.delete(requestId);
    const completed = failure === undefined ? facts : withFailure(facts, failure);
    this.reports += 1;
    const place = { ...optional('stream', stream), ...optional('functionName', functionName) };
    this.waiting.set(this.reports, { facts: completed, atEpochMs, runtime: this.runtimes.get(stream ?? ''), place });
    this.latest.set(requestId, this.reports);
    if (this.waiting.size > windowSize) this.release();
  }

  /** An INIT_REPORT or RESTORE_REPORT. */
  found(finding: FailedInit | Restore, { atEpochMs }: LogContext): void {
    this.take({ ...finding, ...optional('atEpochMs', atEpochMs) });
  }

  damaged(text: string, reason: string): void {
    this.take({ kind: 'damaged', text: text.slice(0, longestShown).trim(), reason });
  }

  /** Uses the facts of a text, or reports it as damaged. */
  accept<T>(text: string | (() => string), parsed: Parsed<T>, use: (facts: T) => void): void {
    if ('facts' in parsed) use(parsed.facts);
    else this.damaged(typeof text === 'string' ? text : text(), parsed.damaged);
  }

  /** A new attempt: earlier lines of the request do not belong to it. */
  started(requestId: string): void {
    this.failures.delete(requestId);
    this.latest.delete(requestId);
  }

  failed(requestId: string, failure: Failure): void {
    const waiting = this.waiting.get(this.latest.get(requestId) ?? 0);
    if (waiting !== undefined) {
      waiting.facts = withFailure(waiting.facts, failure);
      return;
    }
    this.failures.set(requestId, { ...this.failures.get(requestId), ...failure });
    keepLast(this.failures, windowSize);
  }

  /** @param runtimeArn such as `arn:aws:lambda:eu-west-1::runtime:0f...` */
  initialized(runtime: string, runtimeArn: string | undefined, { stream = '' }: LogContext): void {
    this.tellRegion(regionOfRuntime.exec(runtimeArn ?? '')?.[1]);
    this.runtimes.delete(stream);
    this.runtimes.set(stream, runtime);
    keepLast(this.runtimes, mostStreams);
  }

  /** Emits the rest at the end of the log. */
  end(): void {
    while (this.waiting.size > 0) this.release();
    this.latest.clear();
    this.failures.clear();
    this.runtimes.clear();
    this.regions.clear();
  }

  private tellRegion(region: string | undefined): void {
    if (region === undefined || this.regions.has(region) || this.regions.size >= mostRegions) return;
    this.regions.add(own(region));
    this.take({ kind: 'region', region: own(region) });
  }

  private release(): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    const [number, { facts, atEpochMs, runtime, place }] = first;
    this.waiting.delete(number);
    if (this.latest.get(facts.requestId) === number) this.latest.delete(facts.requestId);
    const invocation: LoggedInvocation = {
      ...facts,
      status: facts.status ?? 'success',
      ...optional('atEpochMs', atEpochMs),
      ...optional('runtime', runtime),
      ...place,
    };
    this.take({ kind: 'invocation', invocation });
  }
}

/** The REPORT line takes precedence. */
const withFailure = (facts: ReportFacts, { status, errorType }: Failure): ReportFacts =>
  facts.status !== undefined && facts.status !== status
    ? facts
    : { ...facts, status, ...optional('errorType', facts.errorType ?? errorType) };

function keepLast(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
