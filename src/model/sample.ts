import type { Identity, IdentityProblem, Meters, PlatformIdentity } from './identity.ts';
import type { Outcome } from './outcome.ts';

/**
 * One request, from the schedule to its last byte. All instants are milliseconds since the start of the run, with µs
 * precision, on the load generator's one monotonic clock. An instant that did not come is absent.
 */
export interface Sample {
  readonly target: string;
  readonly phase: string;
  /** Which repetition of the whole load, from 0. */
  readonly repeat: number;
  /** Which burst of its phase, from 0. Absent where the phase has no bursts. */
  readonly burst?: number;
  /** Which of several requests of the scenario it is, by its name. */
  readonly request?: string;
  /** When the schedule said to send. */
  readonly intendedAtMs: number;
  /** The connection that was opened for this request was there; absent where it was reused, or never came about. */
  readonly connectedAtMs?: number;
  /** So was its TLS. Absent also where there is none. */
  readonly tlsDoneAtMs?: number;
  readonly sentAtMs?: number;
  /** First byte of the final answer: informational ones (100, 103) before it do not count. */
  readonly firstByteAtMs?: number;
  /** Last byte of the answer, or the instant of the failure. */
  readonly completedAtMs: number;
  readonly connection: 'new' | 'reused';
  /** Bytes of the answer, head and body. */
  readonly bytes: number;
  readonly outcome: Outcome;
  /** The instance that served the request. Omitted if there is no response, or it names none. */
  readonly identity?: Identity;
  /** The platform's name of the instance, for local targets. */
  readonly platform?: PlatformIdentity;
  /** Why there is no identity, although the answer names its instance. */
  readonly identityProblem?: IdentityProblem;
  /** What the answering instance measured of itself. */
  readonly meters: Meters;
  /** The platform's id of the request (`x-amzn-requestid`), which joins it to its REPORT line. */
  readonly requestId?: string;
}

/** From the send to the last byte. Undefined if the request was never sent. */
export const serviceTimeMs = (s: Sample): number | undefined =>
  s.sentAtMs === undefined ? undefined : s.completedAtMs - s.sentAtMs;

/** From the send to the first byte of the answer. Undefined if it was never sent, or nothing came. */
export const timeToFirstByteMs = ({ sentAtMs, firstByteAtMs }: Sample): number | undefined =>
  sentAtMs === undefined || firstByteAtMs === undefined ? undefined : Math.max(0, firstByteAtMs - sentAtMs);

/** From the intended send to the last byte: the wait of a user, including the send lag. */
export const responseTimeMs = (s: Sample): number => s.completedAtMs - s.intendedAtMs;

/**
 * The interval in which the request occupied the instance, until the last byte of its response. A handler that reports its duration
 * began that long before the first byte of the final response, and not before the send.
 */
export function occupiedBetween(s: Sample): readonly [fromMs: number, toMs: number] {
  const sentAtMs = s.sentAtMs ?? s.intendedAtMs;
  const { handlerMs } = s.meters;
  const beganAtMs = handlerMs === undefined ? sentAtMs : (s.firstByteAtMs ?? s.completedAtMs) - handlerMs;
  return [Math.max(sentAtMs, beganAtMs), s.completedAtMs];
}

/** Whether it waited for its instance to initialize: as the platform says, else as the answer does. */
export const coldStartOf = ({ platform, identity }: Sample): boolean | undefined =>
  platform?.coldStart ?? identity?.coldStart;

/** The sample of an answer that does not name its instance, with the platform's environment for it. */
export const identifiedByPlatform = (s: Sample): Sample =>
  s.platform === undefined
    ? s
    : { ...s, identity: { instanceId: s.platform.environmentId, coldStart: s.platform.coldStart } };

/** How late the generator was. */
export const sendLagMs = (s: Sample): number | undefined =>
  s.sentAtMs === undefined ? undefined : s.sentAtMs - s.intendedAtMs;
