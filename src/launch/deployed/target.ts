import { join } from 'node:path';
import type { AwsAccess } from '../../aws/access.ts';
import type { Delivery } from '../../aws/delivery.ts';
import { endpointIn } from '../../aws/endpoint.ts';
import { UserError } from '../../model/errors.ts';
import type { EventSource } from '../../model/http/event-source.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import { type DeployedSpec, isDeployed, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import type { RunningTarget, TargetContext } from '../running-target.ts';
import { tlsOf } from '../tls.ts';
import { freshEnvironments } from './fresh-environments.ts';
import { readDeployedFunction } from './function.ts';
import { FunctionReports } from './function-reports.ts';

/**
 * What the Lambda API tells of the deployed functions among these, by the names of the targets. Nothing is invoked.
 * @throws {UserError} a function that is not there, no credentials, no network
 */
export async function readDeployedTargets(specs: readonly TargetSpec[]): Promise<Map<string, DeployedTarget>> {
  const found = new Map<string, DeployedTarget>();
  for (const spec of specs.filter(isDeployed)) found.set(spec.name, await readDeployedTarget(spec));
  return found;
}

async function readDeployedTarget(spec: DeployedSpec): Promise<DeployedTarget> {
  const url = spec.kind === 'lambda-url' ? spec.url : undefined;
  const place = { functionName: functionNameOf(spec), qualifier: spec.qualifier, url };
  const told = await readDeployedFunction(
    { ...place, asksUrl: spec.kind === 'lambda-url' && (url === undefined || spec.auth === undefined) },
    accessOf(spec),
  );
  const { memoryMb, architecture } = told.function;
  return {
    ...told,
    function: {
      ...told.function,
      ...optional('memoryMb', memoryMb ?? spec.memoryMb),
      ...optional('architecture', architecture ?? spec.architecture),
    },
  };
}

const functionNameOf = ({ name, functionName = name }: DeployedSpec): string => functionName;

/**
 * Addresses a function that is deployed. Nothing is started but, if asked for, its environments are made to be new ones.
 * @throws {UserError} a function without URL; whatever `freshEnvironments` throws
 */
export async function addressDeployed(spec: DeployedSpec, context: TargetContext): Promise<RunningTarget> {
  const deployed = context.deployed ?? (await readDeployedTarget(spec));
  const way = wayTo(spec, deployed, context.event);
  const reports = reportsOf(spec, deployed, context);
  const undo = spec.freshEnvironments ? await freshFor(spec, deployed, context) : undefined;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= undo === undefined ? Promise.resolve() : undo.restore();
    return stopped;
  };
  return {
    ...way,
    coldStartsFrom: 'first-call',
    stop,
    // What stopping threw, whoever stopped it has heard.
    [Symbol.asyncDispose]: () => (stopped === undefined ? stop() : stopped.catch(() => {})),
    ...(reports && {
      onLog: (text: string) => reports.take(text),
      account: { kind: 'asked' as const, read: (load) => reports.account(load) },
    }),
  };
}

function wayTo(
  spec: DeployedSpec,
  deployed: DeployedTarget,
  event: EventSource,
): Pick<RunningTarget, 'url' | 'delivery' | 'tls'> {
  return spec.kind === 'lambda-url' ? wayToUrl(spec, deployed) : wayToInvoke(spec, deployed, event);
}

function wayToUrl(
  spec: Extract<DeployedSpec, { kind: 'lambda-url' }>,
  deployed: DeployedTarget,
): ReturnType<typeof wayTo> {
  const url = spec.url ?? deployed.url;
  if (url === undefined) {
    throw new UserError(
      'no-function-url',
      `target ${spec.name}: function ${functionNameOf(spec)} has no function URL`,
      {
        hint: 'give it one (aws lambda create-function-url-config), name its `url` in the scenario, or use kind lambda-invoke',
      },
    );
  }
  const signed = (spec.auth ?? deployed.auth ?? 'NONE') === 'AWS_IAM';
  const delivery: Delivery = { kind: 'url', signed, access: accessOf(spec), region: deployed.function.region };
  return { url, delivery, ...optional('tls', spec.tls && tlsOf(spec.tls)) };
}

function wayToInvoke(
  spec: Extract<DeployedSpec, { kind: 'lambda-invoke' }>,
  deployed: DeployedTarget,
  event: EventSource,
): ReturnType<typeof wayTo> {
  const { payload, maxSockets, reports, qualifier } = spec;
  const { region } = deployed.function;
  const functionName = functionNameOf(spec);
  const endpoint =
    spec.aws.lambdaEndpoint ?? endpointIn(process.env, 'LAMBDA') ?? `https://lambda.${region}.amazonaws.com`;
  return {
    url: `${endpoint.replace(/\/+$/, '')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    delivery: {
      ...{ kind: 'invoke', access: accessOf(spec), region, functionName, payload, event, maxSockets },
      ...optional('qualifier', qualifier),
      tail: reports === 'tail',
      concurrency: Math.min(spec.concurrency ?? maxSockets, maxSockets),
    },
  };
}

/** Of the scenario only what was said: it goes to threads, which find credentials themselves. */
const accessOf = ({ aws }: DeployedSpec): AwsAccess => ({
  ...optional('region', aws.region),
  ...optional('profile', aws.profile),
  ...optional('lambdaEndpoint', aws.lambdaEndpoint),
  ...optional('logsEndpoint', aws.logsEndpoint),
});

function reportsOf(spec: DeployedSpec, deployed: DeployedTarget, context: TargetContext): FunctionReports | undefined {
  if (spec.reports === 'none') return undefined;
  const emulated = isEmulated(spec);
  return new FunctionReports({
    logFile: join(context.directory, `${context.label}.log`),
    redact: (text) => context.secrets.redact(text),
    access: accessOf(spec),
    function: deployed.function,
    asksLogs: spec.reports === 'logs' && !emulated,
    ...(spec.reports === 'logs' && emulated && { trouble: noLogs }),
  });
}

const noLogs =
  'the Lambda API is an emulator, whose log is not at AWS; set `aws: { logsEndpoint }`, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, or `reports: none`';

/** Somewhere else than AWS, without a word of where its log is: AWS would be asked for a log of the same name. */
function isEmulated({ aws }: DeployedSpec): boolean {
  const lambda = aws.lambdaEndpoint ?? endpointIn(process.env, 'LAMBDA');
  const logs = aws.logsEndpoint ?? endpointIn(process.env, 'CLOUDWATCH_LOGS');
  return lambda !== undefined && logs === undefined;
}

const freshFor = (spec: DeployedSpec, deployed: DeployedTarget, { directory, signal, secrets }: TargetContext) =>
  freshEnvironments({
    access: accessOf(spec),
    region: deployed.function.region,
    functionName: functionNameOf(spec),
    ...optional('qualifier', spec.qualifier),
    directory,
    redact: (text) => secrets.redact(text),
    signal,
  });
