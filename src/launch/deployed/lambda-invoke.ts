import { endpointIn } from '../../aws/endpoint.ts';
import type { EventSource } from '../../model/http/event-source.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { LambdaInvokeSpec } from '../../target-kinds/lambda-invoke.ts';
import { kindOf } from '../../target-kinds/target-kinds.ts';
import type { Destination, RunningTarget, TargetContext } from '../running-target.ts';
import { accessOf, addressDeployed, functionNameOf } from './target.ts';

export const addressLambdaInvoke = (spec: LambdaInvokeSpec, context: TargetContext): Promise<RunningTarget> =>
  addressDeployed(spec, context, (deployed) => destinationOf(spec, deployed, context.event));

function destinationOf(spec: LambdaInvokeSpec, deployed: DeployedTarget, event: EventSource): Destination {
  const { maxSockets, reports, qualifier } = spec;
  const { region } = deployed.function;
  const functionName = functionNameOf(spec);
  const endpoint =
    spec.aws.lambdaEndpoint ?? endpointIn(process.env, 'LAMBDA') ?? `https://lambda.${region}.amazonaws.com`;
  return {
    url: `${endpoint.replace(/\/+$/, '')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`,
    delivery: {
      ...{ kind: 'invoke', access: accessOf(spec), region, functionName, event, maxSockets },
      ...optional('qualifier', qualifier),
      tail: reports === 'tail',
      concurrency: kindOf(spec).mostInFlight(spec),
    },
  };
}
