import type { Outcome } from '../model/outcome.ts';
import type { Sample } from '../model/sample.ts';
import type { Clock } from './clock.ts';
import type { Exchange } from './exchange.ts';
import { outcomeOf } from './http/outcome.ts';
import { type IdentityReading, introductionOf } from './identity.ts';

/** Where in the run a request belongs. */
export type SampleOrigin = Pick<Sample, 'target' | 'phase' | 'repeat' | 'burst' | 'request'>;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What an exchange means. Made for every request while others wait: what is absent is left out without a detour. */
export function sampleOf(exchange: Exchange, place: SampleOrigin, reading: IdentityReading, clock: Clock): Sample {
  const { ending, completedAtMs, connectedAtMs, tlsDoneAtMs, sentAtMs, firstByteAtMs } = exchange;
  const { identity, identityProblem, platform, meters, requestId } =
    ending.kind === 'answer' ? introductionOf(ending.answer, reading) : silence;
  const sample: Mutable<Sample> = {
    target: place.target,
    phase: place.phase,
    repeat: place.repeat,
    intendedAtMs: exchange.intendedAtMs,
    completedAtMs,
    connection: exchange.connection,
    bytes: exchange.bytes,
    outcome: ending.kind === 'answer' ? answerOutcome(ending, reading, clock, completedAtMs) : ending.outcome,
    meters,
  };
  if (place.burst !== undefined) sample.burst = place.burst;
  if (place.request !== undefined) sample.request = place.request;
  if (connectedAtMs !== undefined) sample.connectedAtMs = connectedAtMs;
  if (tlsDoneAtMs !== undefined) sample.tlsDoneAtMs = tlsDoneAtMs;
  if (sentAtMs !== undefined) sample.sentAtMs = sentAtMs;
  if (firstByteAtMs !== undefined) sample.firstByteAtMs = firstByteAtMs;
  if (identity !== undefined) sample.identity = identity;
  if (platform !== undefined) sample.platform = platform;
  if (identityProblem !== undefined) sample.identityProblem = identityProblem;
  if (requestId !== undefined) sample.requestId = requestId;
  return sample;
}

const answerOutcome = (
  { answer, reason }: Extract<Exchange['ending'], { kind: 'answer' }>,
  { isExpected }: IdentityReading,
  { startedAtEpochMs }: Clock,
  completedAtMs: number,
): Outcome => outcomeOf(answer, { isExpected, epochMs: startedAtEpochMs + completedAtMs, reason });

const silence: ReturnType<typeof introductionOf> = { meters: {} };
