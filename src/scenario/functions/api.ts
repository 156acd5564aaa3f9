import { z } from 'zod';
import { defaultRoute, routePattern } from '../../model/http/route.ts';
import { formedText } from '../../model/schema/fields.ts';

export const routeMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'ANY'] as const;

const routeSchema = z.strictObject({
  method: z
    .enum(routeMethods)
    .default('ANY')
    .describe('Method of the request; ANY: all that have no route of their own.'),
  path: formedText(new RegExp(`${routePattern.source}|^\\${defaultRoute}$`), 'a path such as /items/{id}, or $default')
    .default(defaultRoute)
    .describe('Path with its placeholders; `$default`: all requests that match no other route.'),
  function: z.string().min(1).describe('Name of the function.'),
  event: z
    .enum(['http-v1', 'http-v2'])
    .default('http-v2')
    .describe('http-v2: the event of an HTTP API. http-v1: that of a REST API.'),
});

/** An API in front of several functions: one URL, and each route at its function. */
export const apiSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0).describe('0: any free port.'),
  routes: z.array(routeSchema).min(1).max(1000).describe('The routes. The most specific one that matches is used.'),
});

export type ApiSpec = z.output<typeof apiSchema>;
