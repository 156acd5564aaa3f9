import { defaultRoute, routePattern } from '../../model/http/route.ts';
import { routeMethods } from '../../target-kinds/fields/route.ts';
import type { Notes, RouteSettings } from './project.ts';

/** Routes of a project at its functions. */
export class RouteList {
  readonly #names: ReadonlyMap<string, string>;
  readonly #notes: Notes;
  readonly #routes = new Map<string, RouteSettings>();

  /** @param names of the functions that run, by their IDs in the project file and by their names. */
  constructor(names: ReadonlyMap<string, string>, notes: Notes) {
    this.#names = names;
    this.#notes = notes;
  }

  /**
   * A route to a function that does not run is left out: the reason is in a note of the function.
   * @param path `$default`, or such as `/items/{id}`, with or without its first slash
   */
  add(route: { method: string; path: string; target: string; event: RouteSettings['event'] }): void {
    const method = methodOf(route.method);
    const path = route.path === defaultRoute || route.path.startsWith('/') ? route.path : `/${route.path}`;
    const name = this.#names.get(route.target);
    const words = path === defaultRoute ? path : `${route.method.toUpperCase()} ${path}`;
    const known = this.#routes.get(`${method} ${path}`);
    if (method === undefined || (path !== defaultRoute && !routePattern.test(path)))
      this.#notes.add(`${words}: this route cannot be served and is left out`);
    else if (known !== undefined && known.function !== name)
      this.#notes.add(`${words}: several APIs have this route; only the first is served`);
    else if (known === undefined && name !== undefined)
      this.#routes.set(`${method} ${path}`, { method, path, function: name, event: route.event });
  }

  /** A route has an authorizer or needs an API key. */
  isGuarded(): void {
    this.#notes.add('authorizers and API keys are not checked: all routes are open');
  }

  get routes(): RouteSettings[] {
    return [...this.#routes.values()];
  }
}

function methodOf(written: string): RouteSettings['method'] | undefined {
  const method = written.toUpperCase();
  const isAny = ['*', 'X-AMAZON-APIGATEWAY-ANY-METHOD'].includes(method);
  return isAny ? 'ANY' : routeMethods.find((each) => each === method);
}
