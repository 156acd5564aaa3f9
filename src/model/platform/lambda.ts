import type { ClockReading } from '../clock-reading.ts';
import type { ApiRoute } from '../http/api-route.ts';
import type { EventSource } from '../http/event-source.ts';
import type { AllowedSources } from '../http/request-source.ts';
import type { Packaging } from './packaging.ts';
import type { HandlerRef } from './programs.ts';

/** The deployment package of a function. */
export interface CodePackage {
  /** `LAMBDA_TASK_ROOT` and the working directory: absolute path of the root of the package. Absent: the folder of the code's file. */
  readonly taskRoot?: string;
  /** `_HANDLER`, as configured: `src/index.handler`, `src.api.orders.handler`. Absent: made from the file and its function. */
  readonly handlerName?: string;
  /** Arguments of the binary that runs it, before all others. */
  readonly options?: readonly string[];
  /** Absent: its files are in the task root, which all environments share. */
  readonly packaging?: Packaging;
}

/** What runs inside an execution environment, and speaks the Runtime API there. */
export type LambdaCode = CodePackage & LambdaCodeKind;

type LambdaCodeKind =
  /** Our own lean Node runtime. `node`: another Node binary than the one at hand. */
  | { readonly kind: 'node'; readonly handler: HandlerRef; readonly node?: string }
  /** The official `aws-lambda-ric`, installed where the function is. */
  | { readonly kind: 'node-ric'; readonly handler: HandlerRef; readonly node?: string }
  /** Our own Python runtime. `file`: absolute path of the module's file (.py, .pyc or .so); `function`: a callable in it. */
  | { readonly kind: 'python'; readonly file: string; readonly function: string; readonly python?: string }
  /** Any executable that speaks the Runtime API: absolute path of `bootstrap`. */
  | { readonly kind: 'provided'; readonly bootstrap: string };

/** How many requests an environment takes, and who decides how many environments there are. */
export type ConcurrencyModel =
  /** One request per environment: Lambda as it has always been. */
  | { readonly kind: 'event' }
  /** Managed instances: a runtime that polls several times takes several requests; environments are added asynchronously. */
  | {
      readonly kind: 'managed';
      readonly maxConcurrencyPerEnvironment: number;
      readonly minEnvironments: number;
      readonly maxEnvironments: number;
      /** How often the number of environments is looked at. Absent: 5,000. */
      readonly scaleEveryMs?: number;
      /** Over this time it at most doubles. Absent: 300,000, as in the service. */
      readonly doubleWithinMs?: number;
    }
  /** An HTTP server in the environment that binds `AWS_LAMBDA_HTTP_ENDPOINT`; requests wait for a place in one. */
  | { readonly kind: 'web'; readonly maxConcurrencyPerEnvironment: number; readonly maxEnvironments: number }
  /** Instances are added slowly; each takes requests one after another; requests wait in one queue. */
  | { readonly kind: 'queued'; readonly maxInstances: number; readonly addEveryMs: number };

/** How long an environment may idle: constant, or drawn for each from the seed. */
export type KeepAlive =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  | { readonly kind: 'halving'; readonly periodMs: number };

/** Limits of the whole account, as AWS has them unless set otherwise. */
export interface AccountLimits {
  /** Environments busy at once over all functions. AWS: 1,000. */
  readonly concurrentExecutions: number;
  /** What reserved concurrency must leave to the functions that have none. AWS: 100. */
  readonly unreservedMinimum: number;
  /** New environments of one function: a token bucket of `burst`, refilled by `burst` per `perMs` continuously. AWS: 1,000 per 10,000 ms. */
  readonly scaling: { readonly burst: number; readonly perMs: number };
  /** Synchronous requests per second are capped at this times the concurrency limit. AWS: 10. */
  readonly requestsPerSecondPerConcurrency: number;
}

export const awsAccount: AccountLimits = {
  concurrentExecutions: 1000,
  unreservedMinimum: 100,
  scaling: { burst: 1000, perMs: 10_000 },
  requestsPerSecondPerConcurrency: 10,
};

/** Why an invocation was throttled, in AWS's words. */
export type ThrottleReason =
  | 'ConcurrentInvocationLimitExceeded'
  | 'FunctionInvocationRateLimitExceeded'
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded'
  | 'CallerRateLimitExceeded';

/** Keys that the embedded Lambda accepts where it checks signatures: a caller's, made up for the purpose, or a function's. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Whether an environment can write into the folder of its function. In Lambda it cannot. */
type TaskRootAccess = 'read-only' | 'writable';

/** What bounds the environments of a function. */
export interface FunctionLimits {
  readonly account: AccountLimits;
  readonly reservedConcurrency?: number;
  /** Of the version 1, which is published at start if this is given. */
  readonly provisionedConcurrency?: number;
  readonly keepAlive: KeepAlive;
  /** No environment is given a request when it is older than this. AWS: about 2 h. */
  readonly maxLifeMs: number;
}

/** A function, as it is deployed when the embedded Lambda starts. */
export interface LambdaFunctionConfig extends Omit<FunctionLimits, 'account'> {
  readonly functionName: string;
  /** Absent: `defaultRegion`. */
  readonly region?: string;
  /** 12 digits. Absent: `defaultAccountId`. */
  readonly accountId?: string;
  readonly code: LambdaCode;
  readonly model: ConcurrencyModel;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly initTimeoutMs: number;
  /** The function's own variables. Nothing of the caller's environment reaches it but PATH, behind Lambda's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: `writable`, for code of ours. */
  readonly taskRootAccess?: TaskRootAccess;
  /** Whether each environment sees its own processes only. Absent: it sees all. */
  readonly isolate?: boolean;
  /** All layers, merged: absolute path of what is to be seen at /opt. Absent: there are none. */
  readonly layers?: string;
  readonly logFormat: 'Text' | 'JSON';
  /**
   * Whether it is initialized once, before the first request, and its environments are restored from what it was then: SnapStart, for
   * version 1, which is published at start. Only the model `event`, without isolation and provisioned concurrency. Absent: no.
   */
  readonly snapshot?: boolean;
  /** Whether an environment of one call at a time is frozen between its calls. Absent: it is, as in the service. */
  readonly freeze?: boolean;
  readonly url: {
    /** 0: any free port. */
    readonly port: number;
    readonly auth: 'NONE' | 'AWS_IAM';
    readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
    /** What a request becomes. Absent: the event of a function URL. */
    readonly event?: EventSource;
  };
  /** START, END and REPORT lines and what the function prints. */
  readonly logFile: string;
  /** `TelemetryEvent`s, one per line. */
  readonly telemetryFile: string;
}

/** An API: one URL in front of several functions. */
export interface ApiConfig {
  /** 0: any free port. */
  readonly port: number;
  readonly routes: readonly (ApiRoute & { readonly functionName: string })[];
}

/** The program `targets/lambda/main`: an account with its functions. */
export interface LambdaServiceConfig extends AllowedSources {
  readonly functions: readonly LambdaFunctionConfig[];
  /** Absent: each function has its URL only. */
  readonly api?: ApiConfig;
  readonly account: AccountLimits;
  /** The Invoke API of all functions; absent: there is none. */
  readonly invokeApi?: { readonly port: number };
  /** Absent: signatures of the Invoke API are not looked at, and AWS_IAM function URLs refuse all. */
  readonly credentials?: LocalCredentials;
  /** Credentials of AWS profiles that functions run with, by function name. Absent: all have placeholders. */
  readonly roleCredentials?: Readonly<Record<string, LocalCredentials>>;
  /** Function URLs by https, with this certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly seed: number;
  /** Answers of function URLs name the environment that gave them, in `platformHeaders`. Absent: they do not, as in the service. */
  readonly identifies?: boolean;
  /** The errors of functions are printed to stderr, each once. Absent: they are in their logs only. */
  readonly printsErrors?: boolean;
}

/** A line with an error of a function begins so. */
export const functionErrorPrefix = (functionName: string): string => `${functionName} failed: `;

/** Names of control groups that were made over to the embedded Lambda begin so. */
export const delegatedGroupPrefix = 'rollcall-lambda-';

/**
 * `none`: it has all of this machine's CPU that it can get. `watched`: it is killed a moment after it was over its size. `container`: docker
 * or podman limits it.
 */
export interface Enforcement {
  readonly cpu: 'cgroup-v1' | 'cgroup-v2' | 'container' | 'none';
  readonly memory: 'cgroup-v1' | 'cgroup-v2' | 'container' | 'watched';
  /** For each thing that the kernel does not enforce a sentence: why not. */
  readonly why: readonly string[];
}

/** What it prints when all of that is there, in one line. `url` is that of the first function. */
export interface LambdaReadyLine {
  readonly ready: true;
  readonly url: string;
  readonly pid: number;
  /** By which the epoch of its telemetry becomes that of whoever reads it. */
  readonly clock: ClockReading;
  readonly invokeEndpoint?: string;
  /** What holds environments to their memory size, and to the CPU share that goes with it. */
  readonly enforced: Enforcement;
  readonly functions: readonly DeployedLine[];
  /** URL of the API, if there is one. */
  readonly apiUrl?: string;
}

/**
 * A further line of its stdin: starts an environment of the first function that no request waits for, or none. It answers each with a
 * `WarmLine` on stdout, when that environment is idle.
 */
export interface WarmCommand {
  readonly start: boolean;
}

export interface WarmLine {
  readonly warm: {
    /** Environments that wait for a request now. */
    readonly idle: number;
    /** Error type of its init, if that failed. */
    readonly failed?: string;
  };
}

/**
 * A further line of its stdin: discards the environments of a function, so that its next call starts one. It answers with a `DiscardedLine`
 * when their processes have ended.
 */
export interface DiscardCommand {
  /** Name of the function. */
  readonly discard: string;
}

export interface DiscardedLine {
  readonly discarded: string;
  /** That its URL runs, and a call without a qualifier is meant for. */
  readonly version: string;
}

interface DeployedLine {
  readonly functionName: string;
  readonly functionUrl: string;
  /** What its environments see of files, which may be less than was asked for: its log says why. */
  readonly files: FileView;
}

/** `mounted`: layers are at /opt, as in Lambda. */
export interface FileView {
  readonly taskRoot: TaskRootAccess;
  /** Absent: there are none. */
  readonly layers?: 'mounted' | 'search-paths';
}
