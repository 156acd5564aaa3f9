import type { IncomingMessage, ServerResponse } from 'node:http';
import { optional } from '../../../src/model/optional.ts';
import { readBody } from '../../app/read-body.ts';
import { sendJson } from '../../http-endpoint.ts';
import type { Failure } from '../invoke.ts';
import type { Refusal, Runtime, RuntimeMeters } from './runtime.ts';

export interface Exchange {
  readonly runtime: Runtime;
  readonly requestId: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Lambda's limit for an event or an answer on the Runtime API. */
export const payloadLimitBytes = 6 * 1024 * 1024 + 100;

const refusals = {
  'unknown-id': { status: 400, errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' },
  'invalid-state': {
    status: 403,
    errorType: 'InvalidStateTransition',
    errorMessage: 'State transition is not allowed',
  },
  'too-large': {
    status: 413,
    errorType: 'RequestEntityTooLarge',
    errorMessage: `Exceeded maximum allowed payload size (${payloadLimitBytes} bytes).`,
  },
  'invalid-mode': {
    status: 400,
    errorType: 'InvalidFunctionResponseMode',
    errorMessage: 'Invalid function response mode',
  },
  'no-such-path': { status: 404, errorType: 'NotFound', errorMessage: 'There is no such endpoint' },
} as const;

export function refuse(response: ServerResponse, why: Refusal | 'too-large' | 'invalid-mode' | 'no-such-path'): void {
  const { status, errorMessage, errorType } = refusals[why];
  sendJson(response, status, { errorMessage, errorType });
}

export function reply(response: ServerResponse, refusal: Refusal | undefined): void {
  if (refusal === undefined) sendJson(response, 202, '{"status":"OK"}\n');
  else refuse(response, refusal);
}

/** The runtime's own account of what went wrong. A body beyond the limit is no reason to lose the error. */
export async function readFailure(request: IncomingMessage): Promise<Failure | 'broken-off'> {
  const body = await readBody(request, payloadLimitBytes);
  if (body === 'broken-off') return body;
  const errorType = errorTypeIn(request.headers['lambda-runtime-function-error-type']);
  return { kind: 'error', errorType, body: Buffer.isBuffer(body) ? body : Buffer.from('null') };
}

/** Types go into a log line, so one that is no plain name counts as unknown. */
export const errorTypeIn = (header: string | string[] | undefined): string =>
  typeof header === 'string' && /^[\w.$:-]{1,200}$/.test(header) ? header : 'Runtime.Unknown';

export function metersOf({ headers }: IncomingMessage): RuntimeMeters {
  const sentAtUs = numberOf(headers['rollcall-sent-at-us']);
  const peakRssKb = numberOf(headers['rollcall-peak-rss-kb']);
  const ms = (name: string) => {
    const us = numberOf(headers[`rollcall-${name}-us`]);
    return us === undefined ? undefined : us / 1000;
  };
  return {
    ...optional('cpuMs', ms('cpu')),
    ...optional('restingCpuMs', ms('resting-cpu')),
    ...optional('queuedMs', ms('queued')),
    ...optional('mainCpuMs', ms('main-cpu')),
    ...optional('handlerMs', ms('handler')),
    ...optional('ownThreads', numberOf(headers['rollcall-own-threads'])),
    ...(sentAtUs !== undefined && sending(sentAtUs)),
    ...optional('peakRssMb', peakRssKb === undefined ? undefined : peakRssKb / 1024),
  };
}

/** At an instant of the monotonic clock, which all processes of a machine share. */
function sending(atUs: number): Pick<RuntimeMeters, 'sentAtMs' | 'readAfterMs'> {
  const readAfterMs = Math.max(0, (Number(process.hrtime.bigint()) / 1e3 - atUs) / 1e3);
  return { readAfterMs, sentAtMs: performance.now() - readAfterMs };
}

const numberOf = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
