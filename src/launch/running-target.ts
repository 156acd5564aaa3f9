import type { Delivery } from '../aws/delivery.ts';
import type { EventSource } from '../model/http/event-source.ts';
import type { AllowedSources } from '../model/http/request-source.ts';
import type { DeployedTarget } from '../model/platform/deployed.ts';
import type { EnvironmentStart } from '../model/platform/environment-start.ts';
import type { Invocation } from '../model/platform/invocation.ts';
import type { Enforcement, FileView, LambdaCode, WarmCommand, WarmLine } from '../model/platform/lambda.ts';
import type { ActiveCpuEvent, EnvironmentEvent, InitReportEvent } from '../model/platform/telemetry.ts';
import type { Secrets } from '../scenario/secrets/secrets.ts';
import type { Program } from './local/program.ts';
import type { Metered } from './meters/memory-meter.ts';

/** A target that takes requests. Whoever started it stops it. */
export type RunningTarget = StartedTarget | AddressedTarget | DeployedFunctionTarget;

interface Reachable extends AsyncDisposable {
  readonly destination: Destination;
  /** Processes on this machine whose memory and CPU are measured. */
  readonly metered?: Metered;
  stop(): Promise<void>;
}

export interface Destination {
  readonly url: string;
  /** The file of a socket on which the server listens. */
  readonly unix?: string;
  /** Requested once on each connection that is opened before the load. */
  readonly warmPath?: string;
  readonly tls?: { readonly ca?: string; readonly serverName?: string; readonly rejectUnauthorized: boolean };
  readonly delivery?: Delivery;
}

export interface StartedTarget extends Reachable {
  readonly where: 'started';
  readonly program: Pick<Program, 'pid' | 'startupMs' | 'ended'>;
  /** What holds it, or its environments, to their sizes, and what files they see. */
  readonly enforced?: Enforcement & Partial<FileView>;
  /** Of a server of one process, which gives every answer. */
  readonly soleInstance?: string;
  readonly platform?: OwnPlatform;
  /** Why its log is incomplete, once it has stopped. */
  logTrouble?(): Promise<string | undefined>;
}

export interface OwnPlatform {
  /** By how much the epoch of its program is ahead of ours: the wall clock was stepped between the starts of both. */
  readonly clockAheadMs: number;
  /** Starts environments that no request waits for. Absent where requests do not start any. Never resolves if its program ends. */
  warm?(command: WarmCommand): Promise<WarmLine['warm']>;
  /** While it runs: those that it has started, in order. */
  environments(): readonly EnvironmentStart[];
  account(): Promise<PlatformAccount>;
}

interface AddressedTarget extends Reachable {
  readonly where: 'addressed';
}

interface DeployedFunctionTarget extends Reachable {
  readonly where: 'deployed';
  readonly reports?: {
    take(text: string): void;
    /** AWS describes single requests, to whoever asks for them by their ids. */
    account(load: FiredLoad): Promise<PlatformAccount>;
  };
}

/** What the platform reported about one life of a target: environments of one never meet those of another. */
export interface PlatformAccount {
  readonly invocations: readonly Invocation[];
  /** Empty where the platform does not report environments. */
  readonly environmentEvents: readonly EnvironmentEvent[];
  readonly initReports?: readonly InitReportEvent[];
  readonly activeCpu?: readonly ActiveCpuEvent[];
  /** Why it may not be all. It is then used for no figure: sums of a part would look like those of the whole. */
  readonly incomplete?: string;
  readonly logIncomplete?: string;
  /** Requests that were executed but not reported. */
  readonly missing?: number;
  readonly trouble?: string;
}

export interface FiredLoad {
  /** By request id: those that a handler was executed for. */
  readonly requests: ReadonlyMap<string, FiredRequest>;
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
  /** Aborting keeps what has been reported so far. */
  readonly signal: AbortSignal;
  readonly deployed?: DeployedTarget;
}

export interface FiredRequest {
  readonly sentAtEpochMs: number;
  readonly instanceId?: string;
  readonly cpuMs?: number;
}

export interface TargetContext {
  /** The function of the target, if it runs one. The root of its package is the working directory. */
  readonly code: LambdaCode | undefined;
  readonly isBuiltin: boolean;
  readonly event: EventSource;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables with the URLs of the services that it waits for. */
  readonly services: Readonly<Record<string, string>>;
  /** Address at which a target of ours listens. */
  readonly host: string;
  readonly directory: string;
  readonly label: string;
  /** Of the requests that will come: a local target allows them, as whoever wrote them did. */
  readonly sent: { readonly hosts: readonly string[]; readonly origins: readonly string[] };
  /** The largest burst that will come; listen backlogs are made larger. */
  readonly largestBurst: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly secrets: Secrets;
  readonly deployed?: DeployedTarget;
  /** Gets each error of its function as a line, where the target knows them. */
  readonly onFunctionError?: (error: string) => void;
}

/** Whose requests a target on this machine answers, besides those that name loopback. */
export const allowedSources = (
  { allowHosts = [] }: { readonly allowHosts?: readonly string[] | undefined },
  { sent }: Pick<TargetContext, 'sent'>,
): Omit<AllowedSources, 'host'> => ({ allowHosts: [...allowHosts, ...sent.hosts], allowOrigins: sent.origins });
