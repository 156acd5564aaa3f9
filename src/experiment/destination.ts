import type { DeployedTarget } from '../model/deployed.ts';
import type { DeployedSpec, TargetSpec } from '../scenario/targets.ts';

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

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
  const endpoint = aws.lambdaEndpoint ?? endpointIn(environment);
  if (endpoint !== undefined && URL.canParse(endpoint)) return new URL(endpoint).host;
  const region = told?.function?.region ?? aws.region;
  return region === undefined ? 'AWS' : `lambda.${region}.amazonaws.com`;
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
function endpointIn(environment: EnvironmentVariables): string | undefined {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  return environment['AWS_ENDPOINT_URL_LAMBDA'] ?? environment['AWS_ENDPOINT_URL'];
}
