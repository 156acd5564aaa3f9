export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * The endpoint that the environment names for a service, as the SDK finds it: that of the service, else that of all.
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
