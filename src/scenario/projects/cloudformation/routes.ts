import { posix } from 'node:path';
import { defaultRoute } from '../../../model/http/route.ts';
import { shown } from '../function-settings.ts';
import type { RouteList } from '../routes.ts';
import { type CodeContext, isFunction } from './functions.ts';
import { addIntegration, functionIn } from './integration.ts';
import { addOpenApiRoutes } from './open-api.ts';
import { functionName, mapOf, type Resource } from './resources.ts';
import type { Stack } from './stack.ts';

/** All routes of the APIs of a template: events of SAM, resources of API Gateway, and OpenAPI documents. */
export function addRoutes(stack: Stack, routes: RouteList, context: CodeContext): void {
  for (const resource of stack.resources) {
    if (isFunction(resource)) addEvents(resource, { stack, routes, context });
    else readers[resource.type]?.(resource, { stack, routes, context });
  }
}

interface Reading {
  readonly stack: Stack;
  readonly routes: RouteList;
  readonly context: CodeContext;
}

type Reader = (resource: Resource, reading: Reading) => void;

const openApi: Reader = ({ id, type, properties }, { stack, routes, context }) => {
  const { DefinitionBody, DefinitionUri, Body, Auth } = mapOf(stack.values.resolve(properties));
  if (Auth !== undefined) routes.isGuarded();
  const written = properties['DefinitionBody'] ?? properties['Body'];
  const location = includedFile(written) ?? (typeof DefinitionUri === 'string' ? DefinitionUri : undefined);
  const event = type.endsWith('HttpApi') || type.startsWith('AWS::ApiGatewayV2') ? 'http-v2' : 'http-v1';
  const body = location === undefined ? (DefinitionBody ?? Body) : { location: posix.join(context.folder, location) };
  if (body !== undefined) addOpenApiRoutes(body, { id, event, stack, routes, context });
};

/** `Fn::Transform` with `AWS::Include` names a file. */
function includedFile(body: unknown): string | undefined {
  const transform = mapOf(mapOf(body)['Fn::Transform']);
  const location = mapOf(transform['Parameters'])['Location'];
  return transform['Name'] === 'AWS::Include' && typeof location === 'string' && !location.startsWith('s3:')
    ? location
    : undefined;
}

const readers: Readonly<Record<string, Reader>> = {
  'AWS::Serverless::Api': openApi,
  'AWS::Serverless::HttpApi': openApi,
  'AWS::ApiGateway::RestApi': openApi,
  'AWS::ApiGateway::Method': addMethod,
  'AWS::ApiGatewayV2::Api': (resource, reading) => {
    const { stack, routes, context } = reading;
    const target = stack.values.text(resource.properties['Target']);
    if (resource.properties['ProtocolType'] === 'WEBSOCKET')
      context.notes.add(`${resource.id}: WebSocket APIs cannot be served here; its routes are left out`);
    else if (typeof target === 'string')
      routes.add({ method: 'ANY', path: defaultRoute, target: functionIn(target) ?? '', event: 'http-v2' });
    openApi(resource, reading);
  },
  'AWS::ApiGatewayV2::Route': addRoute,
};

/** Events of a function in SAM. Those that are no HTTP request are named. */
function addEvents(resource: Resource, { stack, routes, context }: Reading): void {
  const target = functionName(resource, stack.values);
  for (const [name, each] of Object.entries(mapOf(resource.properties['Events']))) {
    const { Type: type, Properties } = mapOf(each);
    const event = mapOf(stack.values.resolve(Properties));
    const { Path: path = defaultRoute, Method: method = 'ANY' } = event;
    if (event['Auth'] !== undefined && type !== 'Schedule') routes.isGuarded();
    if (typeof path !== 'string' || typeof method !== 'string')
      context.notes.add(`${resource.id}: the route of the event ${name} is not known: ${shown(path)}`);
    else if (type === 'Api') routes.add({ method, path, target, event: 'http-v1' });
    else if (type === 'HttpApi')
      routes.add({ method, path, target, event: event['PayloadFormatVersion'] === '1.0' ? 'http-v1' : 'http-v2' });
    else
      context.notes.add(
        `${resource.id}: nothing sends its event ${name} (${String(type)}) here; send it through the Invoke API`,
      );
  }
}

/** A method of a REST API. Its path is that of its resource and of the resources above. */
function addMethod({ id, properties }: Resource, { stack, routes, context }: Reading): void {
  const { HttpMethod, ResourceId, Integration, AuthorizationType = 'NONE' } = mapOf(stack.values.resolve(properties));
  const { Type: type, Uri: uri } = mapOf(Integration);
  const path = pathOf(ResourceId, stack);
  if (AuthorizationType !== 'NONE') routes.isGuarded();
  if (path === undefined) context.notes.add(`${id}: its path is not known; the route is left out`);
  else
    addIntegration({ what: id, method: String(HttpMethod), path, event: 'http-v1', type, uri }, routes, context.notes);
}

function pathOf(resourceId: unknown, { resources, values }: Stack): string | undefined {
  if (typeof resourceId !== 'string') return undefined;
  if (resourceId.endsWith('.RootResourceId')) return '/';
  const resource = resources.find(({ id }) => id === resourceId);
  const part = resource && values.text(resource.properties['PathPart']);
  const above = resource && pathOf(values.text(resource.properties['ParentId']), { resources, values } as Stack);
  return above === undefined || typeof part !== 'string' ? undefined : posix.join(above, part);
}

/** A route of an HTTP API: `GET /items/{id}` at `integrations/Name`. */
function addRoute({ id, properties }: Resource, { stack, routes, context }: Reading): void {
  const { RouteKey: key, Target, AuthorizationType = 'NONE', ApiId } = mapOf(stack.values.resolve(properties));
  const api = stack.resources.find((each) => each.id === ApiId);
  if (api?.properties['ProtocolType'] === 'WEBSOCKET') return;
  const integration = stack.resources.find((each) => `integrations/${each.id}` === Target);
  const { IntegrationType, IntegrationUri, PayloadFormatVersion } = mapOf(
    stack.values.resolve(integration?.properties),
  );
  if (AuthorizationType !== 'NONE') routes.isGuarded();
  const [method = 'ANY', path = defaultRoute] = key === defaultRoute ? [] : String(key).split(' ');
  const event = PayloadFormatVersion === '2.0' ? 'http-v2' : 'http-v1';
  addIntegration({ what: id, method, path, event, type: IntegrationType, uri: IntegrationUri }, routes, context.notes);
}
