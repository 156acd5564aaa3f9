import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CloudWatchLogsClient,
  FilteredLogEvent,
  FilterLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { awsProblem } from '../../aws/aws-problem.ts';
import { LogReader } from '../../logs/log-reader.ts';
import type { UserError } from '../../model/errors.ts';

export interface ReportsQuery {
  readonly client: CloudWatchLogsClient;
  readonly logGroup: string;
  readonly region: string;
  readonly wanted: ReadonlySet<string>;
  /** The time of the load, by the client's clock. */
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** No longer than this is waited for lines that have not arrived. */
  readonly deadlineMs: number;
  /** Aborting ends the asking and the waiting; what came has been taken. */
  readonly signal: AbortSignal;
  /** @param stream the log stream: one execution environment */
  take(message: string, stream: string | undefined): void;
}

/** Clocks differ, and a line is written when its invocation has ended. */
const marginMs = 60_000;
const firstPauseMs = 500;
const longestPauseMs = 5000;
/** The log group of a new function is made with its first line. */
const groupDeadlineMs = 10_000;
/** For one more look if the run was interrupted before the log was asked. */
const graceMs = 1500;

/** Any of them: the text format's word, or the type of the JSON format's record. */
const filterPattern = '?"REPORT RequestId" ?"platform.report"';

/**
 * The REPORT lines of these requests, from CloudWatch Logs, which shows a line some seconds after it was written: it is asked again until
 * all have come or the deadline has passed. Lines of other requests in the window are left aside.
 * @returns number of wanted lines that are missing, and of answers of CloudWatch Logs.
 * @throws {UserError} if it may not be read, or there is no such log group
 */
export async function fetchReports(query: ReportsQuery) {
  const search = new ReportSearch(query);
  const wasInterrupted = query.signal.aborted;
  const bound = AbortSignal.timeout(wasInterrupted ? Math.min(graceMs, query.deadlineMs) : query.deadlineMs);
  const ends = wasInterrupted ? bound : AbortSignal.any([bound, query.signal]);
  const groupUntilMs = performance.now() + groupDeadlineMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    await search.pass(ends);
    const isHopeless = search.noGroup !== undefined && performance.now() > groupUntilMs;
    if (search.missing.size === 0 || wasInterrupted || isHopeless) break;
    await pause(pauseMs, ends);
    if (ends.aborted) break;
  }
  if (search.noGroup !== undefined) throw search.noGroup;
  return { missing: search.missing.size, pages: search.pages };
}

const pause = (pauseMs: number, signal: AbortSignal): Promise<void> =>
  sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });

class ReportSearch {
  readonly missing: Set<string>;
  pages = 0;
  noGroup: UserError | undefined;
  private readonly query: ReportsQuery;
  private isWanted = false;
  private readonly reader = new LogReader((finding) => {
    if (finding.kind === 'invocation' && this.missing.delete(finding.invocation.requestId)) this.isWanted = true;
  });

  constructor(query: ReportsQuery) {
    this.query = query;
    this.missing = new Set(query.wanted);
  }

  /** Once over the window. A page may be empty and still have another after it. */
  async pass(ends: AbortSignal): Promise<void> {
    let nextToken: string | undefined;
    do {
      const page = await this.page(nextToken, ends);
      for (const event of page?.events ?? []) this.take(event);
      nextToken = page?.nextToken;
    } while (nextToken !== undefined && this.missing.size > 0);
  }

  /** Undefined where it ends, or there is no such log group, which may be yet to come. */
  private async page(
    nextToken: string | undefined,
    ends: AbortSignal,
  ): Promise<FilterLogEventsCommandOutput | undefined> {
    const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
    const { client, logGroup, region, fromEpochMs, toEpochMs } = this.query;
    const command = new FilterLogEventsCommand({
      ...{ logGroupName: logGroup, filterPattern, nextToken },
      startTime: Math.floor(fromEpochMs - marginMs),
      endTime: Math.ceil(toEpochMs + marginMs),
    });
    try {
      const page = await client.send(command, { abortSignal: ends });
      this.pages += 1;
      this.noGroup = undefined;
      return page;
    } catch (error) {
      if (ends.aborted) return undefined;
      const problem = awsProblem(error, 'read the log', { region, logGroup, action: 'logs:FilterLogEvents' });
      if (problem.code !== 'aws-not-found') throw problem;
      this.noGroup = problem;
      return undefined;
    }
  }

  private take({ message = '', logStreamName }: FilteredLogEvent): void {
    this.isWanted = false;
    this.reader.event(message);
    this.reader.end();
    if (this.isWanted) this.query.take(message, logStreamName);
  }
}
