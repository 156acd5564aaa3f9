import type { Identity, Meters } from './identity.ts';
import { optional } from './optional.ts';
import { messageOf, type Outcome, type OutcomeKind, outcomeKinds, statusOf } from './outcome.ts';
import type { Sample } from './sample.ts';

/** One line of `samples.ndjson`: a sample, flat. A key whose value was not measured is absent. */
export interface SampleLine extends Meters, Partial<Identity> {
  readonly target: string;
  readonly phase: string;
  readonly repeat: number;
  readonly burst?: number;
  readonly intendedAtMs: number;
  readonly sentAtMs?: number;
  readonly firstByteAtMs?: number;
  readonly completedAtMs: number;
  readonly outcome: OutcomeKind;
  readonly status?: number;
  readonly error?: string;
  readonly retryAfterMs?: number;
  readonly connection: 'new' | 'reused';
  readonly bytes: number;
  readonly requestId?: string;
}

/** µs are kept, and nothing finer: more digits would be noise. */
const us = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.round(ms * 1000) / 1000;

/** Without a line break: JSON escapes those inside of strings. */
export function toSampleLine(s: Sample): string {
  const { outcome } = s;
  const line = {
    target: s.target,
    phase: s.phase,
    repeat: s.repeat,
    burst: s.burst,
    intendedAtMs: us(s.intendedAtMs),
    sentAtMs: us(s.sentAtMs),
    firstByteAtMs: us(s.firstByteAtMs),
    completedAtMs: us(s.completedAtMs),
    outcome: outcome.kind,
    status: statusOf(outcome),
    error: messageOf(outcome),
    retryAfterMs: outcome.kind === 'throttled' ? outcome.retryAfterMs : undefined,
    ...s.identity,
    ...s.meters,
    connection: s.connection,
    bytes: s.bytes,
    requestId: s.requestId,
  };
  return JSON.stringify(line);
}

/**
 * The sample that a line holds.
 * @throws {SyntaxError} if the line is no JSON or no sample, such as the last line of a run that was killed.
 */
export function fromSampleLine(text: string): Sample {
  const line = JSON.parse(text) as SampleLine;
  if (typeof line.target !== 'string' || !outcomeKinds.includes(line.outcome))
    throw new SyntaxError('not a sample line');
  const { target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes } = line;
  const { instanceId, invocationId, coldStart } = line;
  const meters: Meters = {
    ...optional('initMs', line.initMs),
    ...optional('cpuMs', line.cpuMs),
    ...optional('cpuScope', line.cpuScope),
    ...optional('handlerMs', line.handlerMs),
    ...optional('rssMb', line.rssMb),
    ...optional('inFlight', line.inFlight),
  };
  return {
    ...{ target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes, meters },
    ...optional('burst', line.burst),
    ...optional('sentAtMs', line.sentAtMs),
    ...optional('firstByteAtMs', line.firstByteAtMs),
    ...optional('requestId', line.requestId),
    ...(instanceId === undefined
      ? {}
      : { identity: { instanceId, ...optional('invocationId', invocationId), ...optional('coldStart', coldStart) } }),
    outcome: outcomeOf(line),
  };
}

function outcomeOf(line: SampleLine): Outcome {
  const status = line.status ?? 0;
  const message = line.error ?? '';
  switch (line.outcome) {
    case 'answered':
    case 'http-error':
      return { kind: line.outcome, status };
    case 'throttled':
      return { kind: 'throttled', status, ...optional('retryAfterMs', line.retryAfterMs) };
    case 'timed-out':
      return { kind: 'timed-out', afterMs: line.completedAtMs - (line.sentAtMs ?? line.intendedAtMs) };
    case 'interrupted':
      return { kind: 'interrupted' };
    default:
      return { kind: line.outcome, message };
  }
}
