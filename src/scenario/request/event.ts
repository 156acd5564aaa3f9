import { z } from 'zod';
import { routePattern } from '../../model/http/route.ts';
import { formedText } from '../../model/schema/fields.ts';

/** The source of the events of a function. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('function-url').describe('A function URL or HTTP API: payload format 2.0.'),
  }),
  z.strictObject({
    kind: z
      .literal('rest-api')
      .describe('A REST API (SAM `Type: Api`, CDK `RestApi`, Serverless `http`): payload format 1.0.'),
    route: formedText(routePattern, 'a route such as /items/{id} or /{proxy+}')
      .optional()
      .describe('Route of the API, whose placeholders are `pathParameters`; default: /{proxy+}.'),
  }),
]);
