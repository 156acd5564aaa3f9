import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { awsProblem } from '../aws/aws-problem.ts';

export interface ReportsQuery {
  readonly client: CloudWatchLogsClient;
  readonly logGroup: string;
  readonly region: string;
  /** Request ids. */
  readonly wanted: ReadonlySet<string>;
  /** The time of the load, by the client's clock. */
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** No longer than this is waited for lines that have not arrived. */
  readonly deadlineMs: number;
  /** Aborting ends the waiting; what came has been taken. */
  readonly signal: AbortSignal;
  /** Gets every message once: a whole log event. */
  take(message: string): void;
}

/** Clocks differ, and a line is written when its invocation has ended. */
const marginMs = 60_000;
const firstPauseMs = 500;
const longestPauseMs = 5000;

/** Any of them: the text format's word, or the type of the JSON format's record. */
const filterPattern = '?"REPORT RequestId" ?"platform.report"';

/**
 * The REPORT lines of these requests, from CloudWatch Logs, which shows a line some seconds after it was written: it is asked again until
 * all have come or the deadline has passed. Lines of other requests in the window are left aside.
 * @throws {UserError} if it may not be read, or there is no such log group
 */
export async function fetchReports(query: ReportsQuery): Promise<{ readonly missing: number }> {
  const missing = new Set(query.wanted);
  const untilMs = performance.now() + query.deadlineMs;
  for (let pauseMs = firstPauseMs; missing.size > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    await readPages(query, missing);
    const leftMs = untilMs - performance.now();
    if (missing.size === 0 || leftMs <= 0 || query.signal.aborted) break;
    await sleep(Math.min(pauseMs, leftMs), undefined, { signal: query.signal }).catch(() => {});
  }
  return { missing: missing.size };
}

/** One pass over the window. A page may be empty and still have another after it. */
async function readPages(query: ReportsQuery, missing: Set<string>): Promise<void> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const { client, logGroup, region, fromEpochMs, toEpochMs } = query;
  let nextToken: string | undefined;
  do {
    const command = new FilterLogEventsCommand({
      ...{ logGroupName: logGroup, filterPattern, nextToken },
      startTime: Math.floor(fromEpochMs - marginMs),
      endTime: Math.ceil(toEpochMs + marginMs),
    });
    const page = await client.send(command).catch((error: unknown) => {
      throw awsProblem(error, 'read the log', { region, logGroup });
    });
    for (const event of page.events ?? []) takeWanted(event, missing, query);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && missing.size > 0 && !query.signal.aborted);
}

function takeWanted({ message = '' }: FilteredLogEvent, missing: Set<string>, { take }: ReportsQuery): void {
  const ids = [...message.matchAll(/(?:REPORT RequestId: |"requestId"\s*:\s*")([\w-]+)/g)].map(([, id = '']) => id);
  const found = ids.filter((id) => missing.delete(id));
  if (found.length > 0) take(message);
}
