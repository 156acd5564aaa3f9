/** The instance that served a request, and the number of the invocation in it. */
export interface Identity {
  /**
   * Random per process. Untrusted text, kept exactly: never cut, rounded or trimmed.
   * At most `maxInstanceIdBytes` of UTF-8.
   */
  readonly instanceId: string;
  /** Counts up per instance from 1. */
  readonly invocationId?: number;
  /** Whether this request waited for the init of its instance. Omitted if the response does not say. */
  readonly coldStart?: boolean;
}

/** The maximum length of a response head. A longer ID is refused, because a shortened one could belong to two instances. */
export const maxInstanceIdBytes = 65_536;

/**
 * Why an answer that may name its instance has no identity. `id-too-long`: more than `maxInstanceIdBytes`. `body-too-long`: longer than
 * `keptBodyBytes` of the scenario, so that the part that names it may be cut.
 */
export const identityProblems = ['id-too-long', 'body-too-long'] as const;
export type IdentityProblem = (typeof identityProblems)[number];

/** Measurements that an instance reports with a response. Others are omitted. */
export interface Meters {
  /** Duration of the init of this instance. */
  readonly initMs?: number;
  /** CPU time of this request; see `cpuScope`. */
  readonly cpuMs?: number;
  /**
   * `call`: process CPU over the whole call, which had the instance to itself. `section`: CPU of the call's first
   * synchronous section only, because other calls shared the process (a lower bound).
   */
  readonly cpuScope?: 'call' | 'section';
  /** From the handler's start to its answer. */
  readonly handlerMs?: number;
  /** Resident memory of the process after this call. */
  readonly rssMb?: number;
  /** Requests in this instance when this one started, including itself. */
  readonly inFlight?: number;
}

/** The response headers with identity and meters. Lower case, as in Node. */
export const identityHeaders = {
  instanceId: 'rollcall-instance-id',
  invocationId: 'rollcall-invocation-id',
  coldStart: 'rollcall-cold-start',
  initMs: 'rollcall-init-ms',
  cpuMs: 'rollcall-cpu-ms',
  cpuScope: 'rollcall-cpu-scope',
  handlerMs: 'rollcall-handler-ms',
  rssMb: 'rollcall-rss-mb',
  inFlight: 'rollcall-in-flight',
} as const;

/** The platform's own record of the instance, independent of the function. */
export interface PlatformIdentity {
  /** The platform's id of the execution environment. */
  readonly environmentId: string;
  /** Whether the call waited for its environment to initialize. */
  readonly coldStart: boolean;
}

/**
 * Where it is known from whether an answer waited for its instance to initialize.
 *
 * - `none`: a server, which was there before the load: no answer is a cold start, whatever it says.
 * - `answers`: what the answers say, and nothing else.
 * - `first-call`: what the answers say, else the first call of an instance is one. For platforms that start instances by requests.
 * - `platform`: the headers of the embedded Lambda.
 */
export type ColdStartsFrom = 'none' | 'answers' | 'first-call' | 'platform';

/** The headers in which the embedded Lambda reports this to a run. A function cannot set them. */
export const platformHeaders = {
  environmentId: 'rollcall-environment-id',
  coldStart: 'rollcall-environment-cold-start',
} as const;

export const platformHeadersOf = ({ environmentId, coldStart }: PlatformIdentity): Record<string, string> => ({
  [platformHeaders.environmentId]: environmentId,
  [platformHeaders.coldStart]: String(coldStart),
});

/**
 * A path that the front doors of our own targets answer themselves (204), without any handler: it warms a connection
 * and probes readiness without adding a call to the roll.
 */
export const pingPath = '/.rollcall/ping';
