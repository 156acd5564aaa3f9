import { z } from 'zod';
import { defaultRoute, routePattern } from '../../model/http/route.ts';
import { formedText } from '../../model/schema/fields.ts';

export const routeMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'] as const;

/** A route of an API. */
export const routeFields = {
  method: z
    .enum(routeMethods)
    .default('ANY')
    .describe('Method of the request; ANY: all that have no route of their own.'),
  path: formedText(new RegExp(`${routePattern.source}|^\\${defaultRoute}$`), 'a path such as /items/{id}, or $default')
    .default(defaultRoute)
    .describe('Path with its placeholders; `$default`: all requests that match no other route.'),
  event: z
    .enum(['http-v1', 'http-v2'])
    .default('http-v2')
    .describe('http-v2: the event of an HTTP API. http-v1: that of a REST API.'),
};
