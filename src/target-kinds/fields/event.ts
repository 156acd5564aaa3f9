import { z } from 'zod';
import type { EventSource } from '../../model/http/event-source.ts';
import { routePattern } from '../../model/http/route.ts';
import { formedText } from '../../model/schema/fields.ts';
import { routeFields } from './route.ts';

const eventMapSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('http-v2').describe('A function URL or an HTTP API: payload format 2.0.'),
  }),
  z.strictObject({
    kind: z
      .literal('http-v1')
      .describe('A REST API (SAM `Type: Api`, CDK `RestApi`, Serverless `http`): payload format 1.0.'),
    route: formedText(routePattern, 'a route such as /items/{id} or /{proxy+}')
      .optional()
      .describe('Route of the API, whose placeholders are `pathParameters`; default: /{proxy+}.'),
  }),
  z.strictObject({
    kind: z.literal('alb').describe('An Application Load Balancer.'),
    multiValueHeaders: z
      .boolean()
      .default(false)
      .describe('Whether its target group has multi-value headers (`lambda.multi_value_headers.enabled`).'),
  }),
  z.strictObject({
    kind: z.literal('api').describe('An API with several routes: the event of the route of each request.'),
    routes: z.array(z.strictObject(routeFields)).min(1).max(1000).describe('Its routes.'),
  }),
  z.strictObject({
    kind: z.literal('raw').describe('The body of the request, which is JSON; the result is the body of the response.'),
  }),
]);

/** The event that a function gets for a request: a word, or a map with more fields. */
export const eventSchema = z.union([
  z
    .enum(['http-v2', 'http-v1', 'alb', 'raw'])
    .transform((kind): EventSource => (kind === 'alb' ? { kind, multiValueHeaders: false } : { kind })),
  eventMapSchema,
]);

/** Of a target. */
export const ownEventSchema = eventSchema.optional().describe('Overrides `request.event` for this target.');
