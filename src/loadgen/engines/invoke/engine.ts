import pLimit from 'p-limit';
import { awsProblem } from '../../../aws/aws-problem.ts';
import type { InvokeDelivery } from '../../../aws/delivery.ts';
import type { AnswerFormat } from '../../../model/http/event-format.ts';
import type { Outcome } from '../../../model/outcome.ts';
import type { Clock } from '../../clock.ts';
import { Deadlines } from '../../deadlines.ts';
import type { Engine } from '../../engine.ts';
import type { Exchange } from '../../exchange.ts';
import { failureOf } from '../../http/outcome.ts';
import type { RequestSpec } from '../../http/request-bytes.ts';
import { sendAll } from '../send-all.ts';
import { endingOf } from './answer.ts';
import { InvokeCall } from './call.ts';
import { InvokeClient } from './client.ts';
import { answerFormat, eventOf } from './event.ts';

export interface InvokeEngineOptions {
  readonly delivery: InvokeDelivery;
  readonly requests: readonly RequestSpec[];
  readonly connections: 'warm' | 'cold';
  readonly timeoutMs: number;
  readonly keepBodyBytes: number;
  readonly clock: Clock;
  /** The end of the function's log, as it came with an answer. */
  onLog(text: string): void;
}

/**
 * Invocations by the SDK. No retries; what finds no free place among `concurrency` waits before it is sent, as late sends do.
 * `bytes` are those of the payload: the SDK does not tell of the head.
 */
export class InvokeEngine implements Engine {
  private readonly options: InvokeEngineOptions;
  private readonly limit: ReturnType<typeof pLimit>;
  /** Of each request. */
  private readonly formats: readonly AnswerFormat[];
  private readonly deadlines: Deadlines;
  private readonly calls = new Set<InvokeCall>();
  private readonly stopping = new AbortController();
  private client: InvokeClient | undefined;

  constructor(options: InvokeEngineOptions) {
    this.options = options;
    this.limit = pLimit(options.delivery.concurrency);
    this.formats = options.requests.map((request) => answerFormat(request, options.delivery));
    this.deadlines = new Deadlines(options.timeoutMs, options.clock, () => {});
  }

  /** @throws {UserError} if there are no credentials. */
  async prepare(requests: number): Promise<void> {
    const { delivery, connections, timeoutMs } = this.options;
    this.client ??= await InvokeClient.open(delivery, { keepAlive: connections === 'warm' });
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(timeoutMs)]);
    if (connections === 'warm') await this.client.warm(Math.min(requests, delivery.concurrency), signal);
  }

  async release(requests: readonly number[], intendedAtMs: number, onEnd: (exchange: Exchange) => void): Promise<void> {
    const { allEnded } = await sendAll(requests, intendedAtMs, {
      send: (request, atMs, ended) => this.send(request, atMs, ended),
      isStopped: () => this.stopping.signal.aborted,
      onEnd,
    });
    await allEnded;
  }

  send(request: number, intendedAtMs: number, onEnd: (exchange: Exchange) => void): void {
    const call = new InvokeCall(request, intendedAtMs, this.options.clock, (exchange) => {
      this.calls.delete(call);
      this.deadlines.delete(call);
      onEnd(exchange);
    });
    this.calls.add(call);
    if (this.stopping.signal.aborted) call.interrupt();
    else void this.limit(() => this.invoke(request, call));
  }

  stop(): void {
    this.stopping.abort();
    for (const call of [...this.calls]) call.interrupt();
    this.deadlines.clear();
    this.client?.close();
  }

  private async invoke(index: number, call: InvokeCall): Promise<void> {
    const { client } = this;
    if (call.ended || client === undefined) return;
    const { requests, delivery, clock, onLog } = this.options;
    const request = requests[index];
    if (request === undefined) throw new Error(`there is no request ${index}`);
    this.deadlines.add(call);
    try {
      const payload = eventOf(request, delivery, clock.startedAtEpochMs + clock.nowMs());
      const output = await client.invoke(payload, call, call.signal);
      call.end(endingOf(output, { ...this.options, format: this.formats[index] ?? 'raw' }), output.Payload?.length);
      if (output.LogResult !== undefined) onLog(Buffer.from(output.LogResult, 'base64').toString('utf8'));
    } catch (error) {
      if (!call.ended) call.end({ kind: 'failure', outcome: outcomeOfError(error, call.sent, delivery) });
    }
  }
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly retryAfterSeconds?: string;
}

/** A refusal of the Lambda API has a status; all else is about the connection. */
function outcomeOfError(error: unknown, sent: boolean, { region, functionName }: InvokeDelivery): Outcome {
  if (!(error instanceof Error)) throw error;
  const { $metadata, retryAfterSeconds, code } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  if (status === 429) {
    const seconds = Number(retryAfterSeconds);
    return { kind: 'throttled', status, ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }) };
  }
  // The system's own words are about addresses; the SDK's may repeat what it found of credentials.
  if (status === undefined && code !== undefined) return failureOf(error, sent);
  const { message } = awsProblem(error, 'invoke', { region, functionName });
  return status === undefined ? { kind: 'unreachable', message } : { kind: 'http-error', status, message };
}
