import type { Delivery } from '../aws/delivery.ts';
import type { EventSource } from '../model/http/event-source.ts';
import type { AllowedSources } from '../model/http/request-source.ts';
import type { ColdStartsFrom } from '../model/identity.ts';
import type { DeployedTarget } from '../model/platform/deployed.ts';
import type { Invocation } from '../model/platform/invocation.ts';
import type { Enforcement, FileView, LambdaCode } from '../model/platform/lambda.ts';
import type { ActiveCpuEvent, EnvironmentEvent, InitReportEvent } from '../model/platform/telemetry.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import type { TreePart } from './meters/memory-meter.ts';

/** A target that takes requests. Whoever started it stops it. */
export interface RunningTarget extends AsyncDisposable {
  readonly url: string;
  /** Requested once on each connection that is opened before the load. */
  readonly warmPath?: string;
  readonly coldStartsFrom: ColdStartsFrom;
  readonly tls?: { readonly ca?: string; readonly serverName?: string; readonly rejectUnauthorized: boolean };
  readonly startupMs?: number;
  /** What holds its environments to their sizes, and what files they see; absent for what runs elsewhere, or in one size only. */
  readonly enforced?: Enforcement & Partial<FileView>;
  /** What to measure memory of; absent for what runs elsewhere. */
  readonly processes?: { readonly pid: number; readonly part: TreePart };
  /** Resolves with the reason when it has ended; absent for what runs elsewhere. */
  readonly ended?: Promise<string>;
  /** By how much the epoch of its program is ahead of ours: the wall clock was stepped between the starts of both. */
  readonly clockAheadMs?: number;
  stop(): Promise<void>;
  /** How requests reach it; absent: plain HTTP. */
  readonly delivery?: Delivery;
  /** Takes what the function logged, where that comes with its answers. */
  onLog?(text: string): void;
  /** The platform's own account of the load, complete once it has stopped. Absent where there is none. */
  readonly account?: AccountReader;
}

type AccountReader =
  /** The platform is ours, and knows by itself. */
  | { readonly kind: 'own'; read(): Promise<PlatformAccount> }
  /** The platform tells of single requests, to whom asks for them by their ids. */
  | { readonly kind: 'asked'; read(load: FiredLoad): Promise<PlatformAccount> };

/** What the platform told of one life of a target: environments of one never meet those of another. */
export interface PlatformAccount {
  readonly invocations: readonly Invocation[];
  /** Empty where the platform does not tell of environments. */
  readonly environmentEvents: readonly EnvironmentEvent[];
  /** How each initialization went, where the platform tells. */
  readonly initReports?: readonly InitReportEvent[];
  /** CPU and life of environments that have ended, where the platform tells. */
  readonly activeCpu?: readonly ActiveCpuEvent[];
  /** Why it may not be all. It is then used for no figure: sums of a part would look like those of the whole. */
  readonly incomplete?: string;
  /** Why the function's log is not all there. */
  readonly logIncomplete?: string;
  /** Requests that were executed but of which nothing was told. */
  readonly missing?: number;
  /** Why nothing more was told. */
  readonly trouble?: string;
}

/** What was fired at a target whose platform has to be asked. */
export interface FiredLoad {
  /** By request id: those that a handler was executed for. */
  readonly requests: ReadonlyMap<string, FiredRequest>;
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** Aborting takes what has been told so far. */
  readonly signal: AbortSignal;
  /** Of a deployed function: what the Lambda API told before the run. */
  readonly deployed?: DeployedTarget;
}

export interface FiredRequest {
  readonly sentAtEpochMs: number;
  readonly instanceId?: string;
  /** As the handler told of its call. */
  readonly cpuMs?: number;
}

/** What a target of ours needs besides its own specification. */
export interface TargetContext {
  /** The workload. The root of its package is the working directory of every target. */
  readonly code: LambdaCode;
  /** The workload is the built-in one, and not a function of the user's. */
  readonly isBuiltin: boolean;
  /** What a request becomes for the handler. */
  readonly event: EventSource;
  /** Variables of the workload, the same for every target. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of the run; logs go there. */
  readonly directory: string;
  /** Distinguishes the files of a repeat. */
  readonly label: string;
  /** Of the requests that will come: a local target allows them, as whoever wrote them did. */
  readonly sent: { readonly hosts: readonly string[]; readonly origins: readonly string[] };
  /** The largest burst that will come; listen backlogs are made larger. */
  readonly largestBurst: number;
  /** Of the target's own randomness. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** What logs in the folder of the run must not show. */
  readonly secrets: Secrets;
  /** Of a deployed function: what the Lambda API told before the run. */
  readonly deployed?: DeployedTarget;
}

/** Whose requests a target on this machine answers, besides those that name loopback. */
export const allowedSources = (
  { allowHosts = [] }: { readonly allowHosts?: readonly string[] | undefined },
  { sent }: Pick<TargetContext, 'sent'>,
): Omit<AllowedSources, 'host'> => ({ allowHosts: [...allowHosts, ...sent.hosts], allowOrigins: sent.origins });
