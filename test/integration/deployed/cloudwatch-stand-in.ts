import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { type Failure, failureAnswer, type JsonAnswer, startJsonService } from './json-service.ts';

export interface LogEvent {
  readonly message: string;
  readonly timestamp: number;
  readonly logStreamName?: string;
}

interface StandInOptions {
  /** By the names of log groups: events, or the log file of an embedded Lambda. Read at each request, so that lines can arrive late. */
  readonly groups: Readonly<Record<string, (() => readonly LogEvent[]) | { readonly file: string }>>;
  readonly pageSize?: number;
  /** Before each answer. */
  readonly delayMs?: number;
  /** Requests must be signed with these. Absent: signatures are not looked at. */
  readonly credentials?: LocalCredentials;
  /** An error for the n-th request from 0, instead of an answer: its name in the protocol. */
  failure?(request: number): Failure | undefined;
}

interface Filter {
  readonly logGroupName: string;
  readonly filterPattern?: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken?: string;
}

/** CloudWatch Logs as far as FilterLogEvents. Every second page is empty, but has another after it. */
export async function startCloudWatchStandIn(options: StandInOptions) {
  const requests: Filter[] = [];
  const service = await startJsonService({
    ...{ target: 'Logs_20140328', service: 'logs', credentials: options.credentials },
    answer: async (operation, body) => {
      if (operation !== 'FilterLogEvents') return failureAnswer({ name: 'UnknownOperationException', status: 400 });
      const failed = options.failure?.(requests.length);
      requests.push(body as Filter);
      await sleep(options.delayMs ?? 0);
      return failed === undefined ? pageFor(body as Filter, options) : failureAnswer(failed);
    },
  });
  return { ...service, requests };
}

function pageFor(filter: Filter, { groups, pageSize = 10 }: StandInOptions): JsonAnswer {
  const group = groups[filter.logGroupName];
  if (group === undefined) {
    const message = 'The specified log group does not exist.';
    return failureAnswer({ name: 'ResourceNotFoundException', status: 400, message });
  }
  const page = Number(filter.nextToken ?? 0);
  const found = matching(typeof group === 'function' ? group() : eventsOfLog(group.file), filter);
  const at = Math.floor(page / 2) * pageSize;
  const isEmpty = page % 2 === 0;
  const isLast = !isEmpty && at + pageSize >= found.length;
  const events = isEmpty ? [] : found.slice(at, at + pageSize);
  return { status: 200, json: { events, ...(!isLast && { nextToken: `${page + 1}` }) } };
}

/** `?"one" ?"other"`: events that hold any of the terms. */
function matching(events: readonly LogEvent[], { filterPattern = '', startTime, endTime }: Filter): LogEvent[] {
  const terms = [...filterPattern.matchAll(/\?"([^"]+)"/g)].map(([, term = '']) => term);
  return events.filter(
    ({ message, timestamp }) =>
      timestamp >= startTime && timestamp <= endTime && terms.some((term) => message.includes(term)),
  );
}

/** The lines of a log of the embedded Lambda, all of now. */
export const eventsOfLog = (file: string): LogEvent[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((message) => ({ message, timestamp: Date.now() }));

/** The same with the streams that test/fixtures/functions/untagged.mjs logs. */
export function eventsInStreams(file: string): LogEvent[] {
  const events = eventsOfLog(file);
  const streams = new Map(
    events.flatMap(({ message }) => {
      const [, requestId = '', stream = ''] = /served (\S+) in (\S+)/.exec(message) ?? [];
      return stream === '' ? [] : [[requestId, stream] as const];
    }),
  );
  return events.map((event) => {
    const stream = streams.get(/RequestId: (\S+)/.exec(event.message)?.[1] ?? '');
    return { ...event, ...(stream !== undefined && { logStreamName: stream }) };
  });
}
