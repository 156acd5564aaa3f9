import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSamples } from '../../files/read-run.ts';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';
import type { RunResult } from '../../model/run-result.ts';
import { RequestDurations } from '../../report/otlp/request-durations.ts';
import { metricsRequest, tracesRequest } from '../../report/otlp/resource.ts';
import { runMetrics } from '../../report/otlp/run-metrics.ts';
import { spansOf } from '../../report/otlp/spans.ts';
import type { Span } from '../../report/otlp/wire.ts';
import { recordedRequests } from '../../stats/request-counts.ts';
import type { OtlpDestination } from './otlp-destination.ts';

/** Requests with a trace: an even sample of a larger run. */
const mostTraced = 10_000;
const spansPerBody = 2000;
const attempts = 4;
const answerWithinMs = 10_000;
const longestPauseMs = 10_000;
/** Those that a client may send again, by the specification. */
const retryable: readonly number[] = [429, 502, 503, 504];

/**
 * Sends metrics and traces of a run as OTLP over HTTP in JSON.
 * @throws {UserError} `otlp-failed` if the endpoint does not accept them; `interrupted` when `stop` is aborted
 */
export async function exportOtlp(
  { directory, result }: { readonly directory: string; readonly result: RunResult },
  { metricsUrl, tracesUrl, headers }: OtlpDestination,
  { tell, stop }: { tell(message: string): void; readonly stop: AbortSignal },
): Promise<void> {
  const durations = new RequestDurations();
  const every = Math.ceil(recordedRequests(result) / mostTraced);
  const context = {
    startedAtEpochMs: result.startedAtEpochMs,
    id: (bytes: number) => randomBytes(bytes).toString('hex'),
  };
  const post = (url: string, body: object) => send(url, body, { headers, stop, tell });
  let [seen, spans]: [number, Span[]] = [0, []];
  for await (const samples of readSamples(directory, tell)) {
    for (const sample of samples) {
      durations.add(sample);
      if (seen % every === 0) spans.push(...spansOf(sample, context));
      seen += 1;
    }
    for (; spans.length >= spansPerBody; spans = spans.slice(spansPerBody))
      await post(tracesUrl, tracesRequest(result, spans.slice(0, spansPerBody)));
  }
  if (spans.length > 0) await post(tracesUrl, tracesRequest(result, spans));
  const window = { fromEpochMs: result.startedAtEpochMs, toEpochMs: Date.parse(result.finishedAt) };
  await post(metricsUrl, metricsRequest(result, [durations.finish(window), ...runMetrics(result)]));
}

interface Sending {
  readonly headers: OtlpDestination['headers'];
  readonly stop: AbortSignal;
  tell(message: string): void;
}

async function send(url: string, body: object, sending: Sending): Promise<void> {
  const text = JSON.stringify(body);
  for (let attempt = 1; ; attempt += 1) {
    const { response, answer } = await posted(url, text, sending);
    if (response.ok) return tellRejected(url, answer, sending.tell);
    if (!retryable.includes(response.status) || attempt === attempts)
      throw new UserError('otlp-failed', `${url} answered ${response.status}${detail(answer)}`);
    await sleep(pauseMs(response, attempt), undefined, { signal: sending.stop }).catch(() => {});
  }
}

/** An answer may also break off in its body. */
async function posted(url: string, body: string, { headers, stop }: Sending) {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(answerWithinMs)]);
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', body, signal, redirect: 'error' },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    return { response, answer: await response.text() };
  } catch (cause) {
    if (stop.aborted) throw new UserError('interrupted', 'the run was interrupted before its OTLP export ended');
    const { message } = ((cause as Error).cause ?? cause) as Error;
    throw new UserError('otlp-failed', `${url}: ${message}`, { hint: 'is a collector listening there?', cause });
  }
}

function pauseMs(response: Response, attempt: number): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Math.min(longestPauseMs, Number.isNaN(seconds) ? 500 * 2 ** (attempt - 1) : 1000 * seconds);
}

/** An accepted request may name spans or points that were not taken. */
function tellRejected(url: string, answer: string, tell: Sending['tell']): void {
  const rejected = /"rejected(?:Spans|DataPoints)"\s*:\s*"?([1-9]\d*)/.exec(answer)?.[1];
  if (rejected !== undefined) tell(`OTLP: ${url} rejected ${rejected} of what it was sent${detail(answer)}`);
}

const detail = (text: string): string => (text.trim() === '' ? '' : `: ${printable(text.trim().slice(0, 300))}`);
