import { type EnvironmentVariables, endpointIn } from '../../aws/endpoint.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { DeployedSpec, TargetSpec } from '../../target-kinds/target-kinds.ts';

/** The host of the requests, with its port; undefined if the run starts the target itself. */
export function hostOf(
  target: TargetSpec,
  facts: Partial<DeployedTarget> | undefined,
  environment: EnvironmentVariables,
): string | undefined {
  switch (target.kind) {
    case 'local-lambda':
    case 'node-server':
      return undefined;
    case 'http':
    case 'lambda-web':
      return new URL(target.url).host;
    case 'lambda-url': {
      const url = target.url ?? facts?.url;
      if (url !== undefined) return new URL(url).host;
      // A function without a URL gets no requests; this names the API that was called.
      return facts === undefined ? 'its function URL at AWS' : apiHost(target, facts, environment);
    }
    case 'lambda-invoke':
      return apiHost(target, facts, environment);
  }
}

/** 127.0.0.0/8, ::1 and localhost. Every other host may belong to others. */
export const isThisMachine = (host: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

function apiHost(
  { aws }: DeployedSpec,
  facts: Partial<DeployedTarget> | undefined,
  environment: EnvironmentVariables,
): string {
  const endpoint = aws.lambdaEndpoint ?? endpointIn(environment, 'LAMBDA');
  if (endpoint !== undefined && URL.canParse(endpoint)) return new URL(endpoint).host;
  const region = facts?.function?.region ?? aws.region;
  return region === undefined ? 'AWS' : `lambda.${region}.amazonaws.com`;
}
