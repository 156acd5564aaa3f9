import { shown } from '../function-settings.ts';
import type { Notes, RouteSettings } from '../project.ts';
import type { RouteList } from '../routes.ts';

interface IntegratedRoute {
  /** As a note names it. */
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly event: RouteSettings['event'];
  /** As written, resolved. */
  readonly type: unknown;
  readonly uri: unknown;
}

/** Adds a route at the function of its integration, or notes why it has none. */
export function addIntegration(route: IntegratedRoute, routes: RouteList, notes: Notes): void {
  const { what, method, path, event, uri } = route;
  const type = String(route.type ?? 'none').toUpperCase();
  const target = typeof uri === 'string' ? functionIn(uri) : undefined;
  if (type === 'AWS_PROXY' && target !== undefined) routes.add({ method, path, target, event });
  else if (type === 'MOCK')
    notes.add('responses of API Gateway itself (integration MOCK, such as for CORS) are not served');
  else {
    const place = uri === undefined ? '' : ` ${shown(uri)}`;
    notes.add(`${what}: its integration (${type}${place}) is not a function behind a proxy; the route is left out`);
  }
}

/** The name of the function in its ARN, or in the URI of an integration. */
export const functionIn = (text: string): string | undefined => /:function:([\w-]+)/.exec(text)?.[1];
