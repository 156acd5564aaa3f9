import { type EnvironmentVariables, endpointIn } from '../../aws/endpoint.ts';
import type { DeployedTarget } from '../../model/platform/deployed.ts';
import type { DeployedSpec, TargetSpec } from '../../target-kinds/target-kinds.ts';

/** The host that gets the requests, with its port; absent if the run starts the target itself. */
export function hostOf(
  target: TargetSpec,
  told: Partial<DeployedTarget> | undefined,
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
      const url = target.url ?? told?.url;
      if (url !== undefined) return new URL(url).host;
      // A function that has none gets no requests: who was asked is all that there is to name.
      return told === undefined ? 'its function URL at AWS' : apiHost(target, told, environment);
    }
    case 'lambda-invoke':
      return apiHost(target, told, environment);
  }
}

/** 127.0.0.0/8, ::1 and localhost; every other host is somebody's. */
export const isThisMachine = (host: string): boolean =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);

function apiHost(
  { aws }: DeployedSpec,
  told: Partial<DeployedTarget> | undefined,
  environment: EnvironmentVariables,
): string {
  const endpoint = aws.lambdaEndpoint ?? endpointIn(environment, 'LAMBDA');
  if (endpoint !== undefined && URL.canParse(endpoint)) return new URL(endpoint).host;
  const region = told?.function?.region ?? aws.region;
  return region === undefined ? 'AWS' : `lambda.${region}.amazonaws.com`;
}
