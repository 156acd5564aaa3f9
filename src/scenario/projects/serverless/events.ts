import { defaultRoute } from '../../../model/http/route.ts';
import { isObject } from '../../../model/json/json-object.ts';
import { mapOf } from '../cloudformation/resources.ts';
import type { Notes } from '../project.ts';
import type { RouteList } from '../routes.ts';

interface Reading {
  readonly provider: Readonly<Record<string, unknown>>;
  readonly routes: RouteList;
  readonly notes: Notes;
}

/**
 * Events of a function: `httpApi` for an HTTP API, `http` for a REST API. Those that are no HTTP request are named.
 * Source: serverless.com/framework/docs/providers/aws/events
 */
export function addEvents(id: string, events: unknown, reading: Reading): void {
  for (const event of Array.isArray(events) ? events : []) {
    const [kind = String(event), written] = isObject(event) ? (Object.entries(event)[0] ?? []) : [];
    const add = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
    if (add !== undefined) add(id, written, reading);
    else reading.notes.add(`${id}: nothing sends its event ${kind} here; send it through the Invoke API`);
  }
}

const readers: Readonly<Record<string, (id: string, written: unknown, reading: Reading) => void>> = {
  httpApi: addHttpApi,
  http: addRest,
};

function addHttpApi(id: string, written: unknown, { provider, routes }: Reading): void {
  const { method, path, authorizer } = partsOf(written);
  if (authorizer !== undefined) routes.isGuarded();
  const event = mapOf(provider['httpApi'])['payload'] === '1.0' ? 'http-v1' : 'http-v2';
  routes.add({ method, path: path === '*' ? defaultRoute : path, target: id, event });
}

function addRest(id: string, written: unknown, { routes, notes }: Reading): void {
  const { method, path, authorizer, integration, isPrivate } = partsOf(written);
  if (authorizer !== undefined || isPrivate) routes.isGuarded();
  if (integration !== undefined && !/^(lambda-proxy|aws_proxy)$/i.test(String(integration))) {
    notes.add(
      `${id}: the integration ${String(integration)} of ${method} ${path} is not served; the route is left out`,
    );
    return;
  }
  routes.add({ method, path, target: id, event: 'http-v1' });
}

/** `GET /items`, `*`, or a map. */
function partsOf(written: unknown) {
  if (typeof written === 'string') {
    const [method = 'ANY', path = '*'] = written.trim() === '*' ? [] : written.trim().split(/\s+/);
    return { method, path };
  }
  const { method = '*', path = '*', authorizer, integration, private: isPrivate } = mapOf(written);
  return { method: String(method), path: String(path), authorizer, integration, isPrivate: isPrivate === true };
}
