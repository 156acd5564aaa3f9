import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LogEvent {
  readonly message: string;
  readonly timestamp: number;
}

interface StandInOptions {
  /** By the names of log groups; read at each request, so that lines can arrive late. */
  readonly groups: Readonly<Record<string, () => readonly LogEvent[]>>;
  readonly pageSize?: number;
  /** An error for the n-th request from 0, instead of an answer: its name in the protocol. */
  failure?(request: number): { readonly name: string; readonly status: number } | undefined;
}

interface Filter {
  readonly logGroupName: string;
  readonly filterPattern?: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly nextToken?: string;
}

/** CloudWatch Logs as far as FilterLogEvents, by the SDK's protocol (AWS JSON 1.1). Every second page is empty, but has another after it. */
export async function startCloudWatchStandIn(options: StandInOptions) {
  const requests: Filter[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, requests, options);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requests: Filter[],
  { groups, pageSize = 10, failure }: StandInOptions,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const filter = JSON.parse(Buffer.concat(pieces).toString()) as Filter;
  const failed = failure?.(requests.length);
  requests.push(filter);
  const say = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  if (failed !== undefined)
    return void say(failed.status, { __type: failed.name, message: `${failed.name} by the test` });
  const events = groups[filter.logGroupName]?.();
  if (events === undefined)
    return void say(400, { __type: 'ResourceNotFoundException', message: 'The specified log group does not exist.' });
  const page = Number(filter.nextToken ?? 0);
  const found = matching(events, filter);
  const at = Math.floor(page / 2) * pageSize;
  const isEmpty = page % 2 === 0;
  const isLast = !isEmpty && at + pageSize >= found.length;
  say(200, { events: isEmpty ? [] : found.slice(at, at + pageSize), ...(!isLast && { nextToken: `${page + 1}` }) });
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
