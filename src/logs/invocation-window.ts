import { optional } from '../model/optional.ts';
import { type LogContext, own } from './log-context.ts';
import type { FailedInit, LogFinding, LoggedInvocation, Restore } from './log-finding.ts';
import type { ReportFacts, Told } from './told.ts';

/** What a line other than its REPORT says became of a request. */
interface Failure {
  readonly status: 'error' | 'timeout';
  readonly errorType?: string;
}

interface Waiting {
  facts: ReportFacts;
  readonly atEpochMs: number | undefined;
  readonly runtime: string | undefined;
}

/** How many REPORT lines may lie between one and the line that tells that its request failed. */
export const windowSize = 1000;
const mostStreams = 10_000;
const longestShown = 300;
/** AWS has some 40. */
const mostRegions = 100;
const regionOfRuntime = /^arn:aws[a-z-]*:lambda:([a-z0-9-]{1,40})::runtime:/;

/**
 * Brings together what several lines tell of one invocation. Older logs have no Status: that a request failed stands in a line
 * of its own, before or after the REPORT, among lines of other requests. Invocations leave in the order of their REPORT lines.
 */
export class InvocationWindow {
  private readonly take: (finding: LogFinding) => void;
  /** By the number of the REPORT: a Map keeps this order. */
  private readonly waiting = new Map<number, Waiting>();
  private readonly latest = new Map<string, number>();
  private readonly failures = new Map<string, Failure>();
  private readonly runtimes = new Map<string, string>();
  private readonly regions = new Set<string>();
  private reports = 0;

  constructor(take: (finding: LogFinding) => void) {
    this.take = take;
  }

  report(facts: ReportFacts, { atEpochMs, stream }: LogContext): void {
    const { requestId } = facts;
    const failure = this.failures.get(requestId);
    this.failures.delete(requestId);
    const told = failure === undefined ? facts : withFailure(facts, failure);
    this.reports += 1;
    this.waiting.set(this.reports, { facts: told, atEpochMs, runtime: this.runtimes.get(stream ?? '') });
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

  /** What a text tells is used, or it is kept as damaged. */
  told<T>(text: () => string, told: Told<T>, use: (told: T) => void): void {
    if ('told' in told) use(told.told);
    else this.damaged(text(), told.damaged);
  }

  /** A new attempt: what was told of the request before is not of this one. */
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

  /** The rest: nothing more comes. */
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
    const [number, { facts, atEpochMs, runtime }] = first;
    this.waiting.delete(number);
    if (this.latest.get(facts.requestId) === number) this.latest.delete(facts.requestId);
    const invocation: LoggedInvocation = {
      ...facts,
      status: facts.status ?? 'success',
      ...optional('atEpochMs', atEpochMs),
      ...optional('runtime', runtime),
    };
    this.take({ kind: 'invocation', invocation });
  }
}

/** What the REPORT itself says is believed first. */
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
