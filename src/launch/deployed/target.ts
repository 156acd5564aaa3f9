import { join } from 'node:path';
import type { AwsAccess } from '../../aws/access.ts';
import { endpointIn } from '../../aws/endpoint.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import { type DeployedSpec, isDeployed, kindOf, type TargetSpec } from '../../target-kinds/target-kinds.ts';
import type { Destination, RunningTarget, TargetContext } from '../running-target.ts';
import { freshEnvironments } from './fresh-environments.ts';
import { readAwsFunction } from './function.ts';
import { FunctionReports } from './function-reports.ts';

/**
 * What the Lambda API says about the deployed functions among these, by the names of the targets. Nothing is invoked.
 * @throws {UserError} a function that is not there, no credentials, no network
 */
export async function readDeployedTargets(specs: readonly TargetSpec[]): Promise<Map<string, DeployedTarget>> {
  const found = new Map<string, DeployedTarget>();
  for (const spec of specs.filter(isDeployed)) found.set(spec.name, await readDeployedTarget(spec));
  return found;
}

async function readDeployedTarget(spec: DeployedSpec): Promise<DeployedTarget> {
  const kind = kindOf(spec);
  const place = {
    functionName: functionNameOf(spec),
    qualifier: spec.qualifier,
    url: 'url' in spec ? spec.url : undefined,
    asksUrl: kind.asksUrl(spec),
  };
  const described = await readAwsFunction(place, accessOf(spec));
  const { memoryMb, architecture } = kind.functionOf(spec);
  return {
    ...described,
    function: { ...optional('memoryMb', memoryMb), ...optional('architecture', architecture), ...described.function },
  };
}

export const functionNameOf = ({ name, functionName = name }: DeployedSpec): string => functionName;

/**
 * Addresses a function that is deployed. Nothing is started but, if asked for, its environments are made to be new ones.
 * @throws {UserError} whatever `destinationOf` and `freshEnvironments` throw
 */
export async function addressDeployed(
  spec: DeployedSpec,
  context: TargetContext,
  destinationOf: (deployed: DeployedTarget) => Destination,
): Promise<RunningTarget> {
  const deployed = context.deployed ?? (await readDeployedTarget(spec));
  const destination = destinationOf(deployed);
  const reports = reportsOf(spec, deployed, context);
  const undo = spec.freshEnvironments ? await freshFor(spec, deployed, context) : undefined;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= undo === undefined ? Promise.resolve() : undo.restore();
    return stopped;
  };
  return {
    where: 'deployed',
    destination,
    stop,
    // What stopping threw, whoever stopped it has heard.
    [Symbol.asyncDispose]: () => (stopped === undefined ? stop() : stopped.catch(() => {})),
    ...optional('reports', reports),
  };
}

/** Of the scenario only what was said: it goes to threads, which find credentials themselves. */
export const accessOf = ({ aws }: DeployedSpec): AwsAccess => ({
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
    asksLogs: emulated ? 'nothing' : spec.reports === 'logs' ? 'lines' : 'streams',
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
