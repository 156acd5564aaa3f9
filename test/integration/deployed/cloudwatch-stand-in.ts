import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';
import { verifySignature } from '../../../targets/lambda/sigv4/verify.ts';

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

interface Failure {
  readonly name: string;
  readonly status: number;
  readonly message?: string;
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
  options: StandInOptions,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const failed = refusal(request, body, options) ?? options.failure?.(requests.length);
  const filter = JSON.parse(body.toString()) as Filter;
  requests.push(filter);
  await sleep(options.delayMs ?? 0);
  const { status, json } = failed === undefined ? pageFor(filter, options) : errorOf(failed);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(json));
}

const errorOf = ({ status, name, message = `${name} by the test` }: Failure) => ({
  status,
  json: { __type: name, message },
});

/** What every operation looks at first. */
function refusal(request: IncomingMessage, body: Buffer, { credentials }: StandInOptions): Failure | undefined {
  const { method = '', url = '', headers, rawHeaders } = request;
  if (method !== 'POST' || headers['x-amz-target'] !== 'Logs_20140328.FilterLogEvents') {
    return { name: 'UnknownOperationException', status: 400 };
  }
  if (headers['content-type'] !== 'application/x-amz-json-1.1') return { name: 'SerializationException', status: 400 };
  if (credentials === undefined) return undefined;
  const signed = { method, rawUrl: url, headers: {}, rawHeaders, body };
  const verdict = verifySignature(signed, {
    credentials,
    nowMs: Date.now(),
    service: 'logs',
    regions: ['us-east-1', 'eu-west-1'],
  });
  return verdict.kind === 'valid' ? undefined : { name: verdict.kind, status: 400, message: verdict.message };
}

function pageFor(filter: Filter, { groups, pageSize = 10 }: StandInOptions): { status: number; json: object } {
  const group = groups[filter.logGroupName];
  if (group === undefined) {
    const message = 'The specified log group does not exist.';
    return errorOf({ name: 'ResourceNotFoundException', status: 400, message });
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
