import type { z } from 'zod';
import type { EnvironmentVariables } from '../aws/endpoint.ts';
import type { ColdStartsFrom } from '../model/identity.ts';
import type { AwsFunction, DeployedTarget } from '../model/platform/deployed.ts';
import type { FunctionLimits, LambdaCode } from '../model/platform/lambda.ts';
import type { CostSpec } from './fields/cost.ts';
import type { FunctionCode } from './fields/function-code.ts';
import type { HostingSpec } from './fields/hosting.ts';

interface ListensElsewhere {
  /** After the name of the target. */
  readonly why: string;
  readonly hint: string;
}

/** Everything that is known about one kind of target. `Schema`: of such a target in a scenario. */
export interface TargetKindModule<Schema extends z.ZodType, Where extends TargetOrigin = TargetOrigin>
  extends Facts<z.output<Schema>> {
  readonly schema: Schema;
  readonly where: Where;
}

/**
 * `started`: the run starts it on this machine and stops it, so that each repeat has a new one. `addressed`: it is already there, at a
 * URL. `deployed`: a function that the Lambda API describes.
 */
type TargetOrigin = 'started' | 'addressed' | 'deployed';

interface Facts<Spec> {
  readonly instance: InstanceName;
  /** What its instances are called beside a primary process that hands out connections and answers nothing. */
  readonly workers: InstanceName | undefined;
  /** A long-running server: functions are compared with it by default. */
  readonly isServer: boolean;
  /**
   * Whether environments can be started before a phase with `start: warm`. `no-environments`: there is nothing to start, and the field
   * changes nothing.
   */
  readonly warmStart: 'yes' | 'no' | 'no-environments';
  /** Whether memory size, time limits, concurrency and layers of a function are fields of it. */
  readonly takesLimits: boolean;
  /** The functions that it runs, each its own or the workload of the scenario. `javascript`: those for Node alone. */
  readonly functions: 'all' | 'javascript' | 'none';
  ownFunction(spec: Spec): FunctionCode | undefined;
  /** Why it cannot run code of this kind, with the field that is wrong. Asked of targets that run functions. */
  whyUnfit(spec: Spec, code: LambdaCode['kind']): { readonly field: string; readonly message: string } | undefined;
  /** Whether everything that its functions print is in `NAME.log` of the run. */
  readonly hasLogFile: boolean;
  /** Whether the `host` header selects the function, so that a scenario cannot set it. */
  readonly isFoundByHost: boolean;
  /** Whether the Lambda API is asked for its function URL and for who may call it. */
  asksUrl(spec: Spec): boolean;
  /** Why the run does not decide at which address it listens; undefined if it does. */
  listensElsewhere(variables: Readonly<Record<string, string>>): ListensElsewhere | undefined;
  /** The host that receives the requests, with its port; undefined if the run starts the target. */
  host(
    spec: Spec,
    described: Partial<DeployedTarget> | undefined,
    environment: EnvironmentVariables,
  ): string | undefined;
  coldStartsFrom(spec: Spec): ColdStartsFrom;
  /** Variables that the run gives its processes, for `${NAME}` in the values of others. */
  readonly variables: readonly string[];
  /** Fields of which a target needs one, which the schema does not say. */
  readonly needsOneOf: readonly string[];
  /** Whether none of its answers is a cold start where no answer says so. */
  isServerByDefault(spec: Spec): boolean;
  /** The function behind it, as far as the scenario describes it. */
  functionOf(spec: Spec): Partial<AwsFunction>;
  payment(spec: Spec): Payment;
  /** The most requests that it lets be in flight. */
  mostInFlight(spec: Spec): number;
  /** The most environments that the run may start for it on this machine. */
  mostEnvironments(spec: Spec): number;
  /** What bounds its environments, if each takes one request at a time and no request waits for one. */
  limits(spec: Spec): FunctionLimits | undefined;
  /** What a reader of the plan should know before the run: each a sentence. */
  notes(spec: Spec): readonly string[];
  /** Files that have to be there, with the fields that name them. */
  files(spec: Spec): readonly NamedFile[];
  /** The same target, with every path resolved. */
  withPaths(spec: Spec, resolve: (path: string) => string): Spec;
}

interface NamedFile {
  readonly path: readonly string[];
  readonly file: string;
  readonly isFolder?: true;
}

export interface InstanceName {
  readonly one: string;
  readonly many: string;
}

/** What a target is paid by. Nothing is billed where all of it is absent. */
export interface Payment {
  /** By Lambda's rule: requests and GB-seconds of each call. */
  readonly perCall: boolean;
  /** By another rule for use. */
  readonly cost?: CostSpec | undefined;
  /** By the hour. */
  readonly hosting?: HostingSpec | undefined;
  /** What the cost of a rate depends on. What is absent is not known. */
  readonly instances?: {
    /** Processes that serve requests. */
    readonly processes?: number;
    /** Requests that an instance takes at once. */
    readonly atOnce?: number;
    /** Time for which an idle instance is kept, on average. */
    readonly keepAliveMs?: number;
  };
}

export const executionEnvironment = { one: 'execution environment', many: 'execution environments' } as const;
