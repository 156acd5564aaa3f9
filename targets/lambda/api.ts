import { apiEvent, routeOf, unmatched } from '../../src/model/http/api-route.ts';
import { mostRequestBytes } from '../../src/model/http/event-source.ts';
import type { ApiConfig } from '../../src/model/platform/lambda.ts';
import type { EndpointOptions } from '../http-endpoint.ts';
import type { EmbeddedFunction } from './embedded-function.ts';
import { FunctionUrl } from './function-url/server.ts';
import type { FunctionVersion } from './functions/function-version.ts';

interface Deployed {
  readonly function: EmbeddedFunction;
  readonly version: FunctionVersion;
}

/** One URL in front of several functions: each request goes to the function of its route. */
export function openApi(
  { port, routes }: ApiConfig,
  endpoint: Omit<EndpointOptions, 'port'> & { readonly identifies: boolean },
  deployedOf: (functionName: string) => Deployed,
): Promise<FunctionUrl> {
  return FunctionUrl.share({
    ...{ ...endpoint, port },
    mostRequestBytes: mostRequestBytes({ kind: 'api', routes }),
    destinationOf: (request) => {
      const route = routeOf(routes, request);
      if (route === undefined) return unmatched(routes);
      const { function: embedded, version } = deployedOf(route.functionName);
      return {
        ...apiEvent(request, route),
        invoke: (call) => embedded.invoke({ version, request: call, invocation: 'synchronous' }),
        onRefused: (requestId, reason) => embedded.answerRefused(requestId, reason, version),
      };
    },
  });
}
