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
  /** Who answered. Absent when the answer did not say or there was none. */
  readonly identity?: Identity;
  /** What the platform said of who answered, where it is one of ours. */
  readonly platform?: PlatformIdentity;
  /** Why there is no identity, although the answer names its instance. */
  readonly identityProblem?: IdentityProblem;
  /** What the answering instance measured of itself. */
  readonly meters: Meters;
  /** The platform's id of the request (`x-amzn-requestid`), which joins it to its REPORT line. */
  readonly requestId?: string;
}

/** From send to last byte: what the request took once it was on its way. Absent if it was never sent. */
export const serviceTimeMs = (s: Sample): number | undefined =>
  s.sentAtMs === undefined ? undefined : s.completedAtMs - s.sentAtMs;

/** From the intended send to the last byte: what a user waited, the generator's own lateness included. */
export const responseTimeMs = (s: Sample): number => s.completedAtMs - s.intendedAtMs;

/**
 * When the instance was occupied by the request: until the last byte of its answer, however early the first one came. A handler that told
 * how long it took began so long before the final answer did, and never before the send.
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
