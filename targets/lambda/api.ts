import { type ApiRoute, formatOn, routeOf, toApiEvent } from '../../src/model/http/api-route.ts';
import { noRoute } from '../../src/model/http/route.ts';
import type { ApiConfig } from '../../src/model/platform/lambda.ts';
import type { EndpointOptions } from '../http-endpoint.ts';
import type { EmbeddedFunction } from './embedded-function.ts';
import { FunctionUrl, type UrlRefusal } from './function-url/server.ts';
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
  const unmatched = unmatchedBy(routes);
  return FunctionUrl.share({
    ...{ ...endpoint, port },
    destinationOf: (request) => {
      const route = routeOf(routes, request);
      if (route === undefined) return unmatched;
      const { function: embedded, version } = deployedOf(route.functionName);
      return {
        event: toApiEvent(request, route),
        format: formatOn(route),
        invoke: (call) => embedded.invoke({ version, request: call, invocation: 'synchronous' }),
        onRefused: (requestId, reason) => embedded.answerRefused(requestId, reason, version),
      };
    },
  });
}

/** What a request on no route is answered: by a REST API, or by an HTTP API. */
const unmatchedBy = (routes: readonly ApiRoute[]): UrlRefusal =>
  routes.some(({ event }) => event === 'http-v1') ? noRoute : { status: 404, body: '{"message":"Not Found"}' };
