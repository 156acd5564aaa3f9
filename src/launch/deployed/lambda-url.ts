import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { LambdaUrlSpec } from '../../target-kinds/lambda-url.ts';
import { tlsOf } from '../addressed.ts';
import type { Destination, RunningTarget, TargetContext } from '../running-target.ts';
import { accessOf, addressDeployed, functionNameOf } from './target.ts';

/** @throws {UserError} `no-function-url` */
export const addressLambdaUrl = (spec: LambdaUrlSpec, context: TargetContext): Promise<RunningTarget> =>
  addressDeployed(spec, context, (deployed) => destinationOf(spec, deployed));

function destinationOf(spec: LambdaUrlSpec, deployed: DeployedTarget): Destination {
  const url = spec.url ?? deployed.url;
  if (url === undefined)
    throw new UserError(
      'no-function-url',
      `target ${spec.name}: function ${functionNameOf(spec)} has no function URL`,
      {
        hint: 'give it one (aws lambda create-function-url-config), name its `url` in the scenario, or use kind lambda-invoke',
      },
    );
  const signed = (spec.auth ?? deployed.auth ?? 'NONE') === 'AWS_IAM';
  return {
    url,
    delivery: { kind: 'url', signed, access: accessOf(spec), region: deployed.function.region },
    ...optional('tls', spec.tls && tlsOf(spec.tls)),
  };
}
