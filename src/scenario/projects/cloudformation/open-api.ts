import { isObject } from '../../../model/json/json-object.ts';
import type { RouteSettings } from '../project.ts';
import type { RouteList } from '../routes.ts';
import type { CodeContext } from './functions.ts';
import { addIntegration } from './integration.ts';
import { mapOf } from './resources.ts';

import type { Stack } from './stack.ts';
import { readTemplateText } from './template-text.ts';

interface OpenApiReading {
  readonly id: string;
  readonly event: RouteSettings['event'];
  readonly stack: Stack;
  readonly routes: RouteList;
  readonly context: CodeContext;
}

/**
 * Routes of an OpenAPI document with the extension `x-amazon-apigateway-integration`.
 * Source: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
 */
export function addOpenApiRoutes(body: unknown, { id, event, stack, routes, context }: OpenApiReading): void {
  const document = mapOf(stack.values.resolve(documentOf(body, context)));
  if (document['paths'] === undefined)
    context.notes.add(`${id}: its OpenAPI document cannot be read; its routes are left out`);
  for (const [path, methods] of Object.entries(mapOf(document['paths'])))
    for (const [method, operation] of Object.entries(mapOf(methods))) {
      if (!isMethod.test(method) || !isObject(operation)) continue;
      const { uri, type, payloadFormatVersion } = mapOf(operation['x-amazon-apigateway-integration']);
      if (operation['security'] !== undefined) routes.isGuarded();
      const what = `${id}: ${method.toUpperCase()} ${path}`;
      const format = payloadFormatVersion === '1.0' ? 'http-v1' : event;
      addIntegration({ what, method, path, event: format, type, uri }, routes, context.notes);
    }
}

const isMethod = /^(get|put|post|delete|options|head|patch|x-amazon-apigateway-any-method)$/;

function documentOf(body: unknown, { files }: CodeContext): unknown {
  const location = mapOf(body)['location'];
  if (typeof location !== 'string') return body;
  const text = files.text(location);
  return text === undefined ? {} : readTemplateText(text, location);
}
