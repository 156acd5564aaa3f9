export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * The endpoint of a service from the environment, as the SDK finds it: for this service, else for all services.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointIn(
  environment: EnvironmentVariables,
  service: 'LAMBDA' | 'CLOUDWATCH_LOGS',
): string | undefined {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  const said = [environment[`AWS_ENDPOINT_URL_${service}`], environment['AWS_ENDPOINT_URL']];
  return said.find((url) => url !== undefined && url !== '');
}
