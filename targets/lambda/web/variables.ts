/**
 * The variables of an environment that is a server: they say where to listen, and there is no Runtime API.
 *
 * @param variables as for an environment of the `event` model.
 * @param endpoint `host:port`. In the service always `0.0.0.0:3000`; here environments share a machine and its ports.
 */
export function webVariables(variables: Readonly<Record<string, string>>, endpoint: string): Record<string, string> {
  const { AWS_LAMBDA_RUNTIME_API: _, ...rest } = variables;
  return { ...rest, AWS_LAMBDA_INITIALIZATION_TYPE: 'native-http', AWS_LAMBDA_HTTP_ENDPOINT: endpoint };
}
