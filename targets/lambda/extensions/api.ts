import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../app/read-body.ts';
import { sendJson } from '../../http-endpoint.ts';
import type { EventPoll, Extension } from './extension.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';
import type { ExtensionRegistry } from './registry.ts';

interface ExtensionExchange {
  readonly registry: ExtensionRegistry;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * The Extensions API, 2020-01-01, and what stands in for the Logs and Telemetry APIs. Undefined for all other paths.
 * Source: "Lambda Extensions API" (docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html); words and statuses of refusals
 * are those of AWS's own emulator.
 */
export const extensionEndpoint = ({ method, url }: IncomingMessage) => endpoints[`${method} ${url}`];

const prefix = '/2020-01-01/extension';

const endpoints: Readonly<Record<string, (exchange: ExtensionExchange) => Promise<void>>> = {
  [`POST ${prefix}/register`]: register,
  [`GET ${prefix}/event/next`]: next,
  [`POST ${prefix}/init/error`]: (exchange) => fail(exchange, 'init-error'),
  [`POST ${prefix}/exit/error`]: (exchange) => fail(exchange, 'exit-error'),
  'PUT /2020-08-15/logs': (exchange) => notOffered(exchange, 'Logs'),
  'PUT /2022-07-01/telemetry': (exchange) => notOffered(exchange, 'Telemetry'),
};

/** Bodies here are some words of JSON. */
const mostBytes = 64 * 1024;

async function register({ registry, request, response }: ExtensionExchange): Promise<void> {
  const body = await readBody(request, mostBytes);
  if (body === 'broken-off') return;
  const name = header(request, 'lambda-extension-name');
  const events = eventsIn(body);
  const outcome =
    name === undefined ? refusal.noName : 'errorMessage' in events ? events : registry.register(name, events);
  if (isRefusal(outcome)) {
    refuse(response, outcome);
    return;
  }
  const { functionName, functionVersion, handler, accountId } = registry.facts;
  const features = header(request, 'lambda-extension-accept-feature')?.split(',') ?? [];
  const wantsAccount = features.some((feature) => feature.trim() === 'accountId');
  const answer = { ...(wantsAccount && { accountId }), functionName, functionVersion, handler };
  sendJson(response, 200, answer, { 'Lambda-Extension-Identifier': outcome.id });
}

async function next({ registry, request, response }: ExtensionExchange): Promise<void> {
  const id = idIn(request);
  if (typeof id !== 'string') {
    refuse(response, id);
    return;
  }
  const poll: EventPoll = {
    deliver: (body) =>
      sendJson(response, 200, body, {
        'Lambda-Extension-Identifier': id,
        'Lambda-Extension-Event-Identifier': randomUUID(),
      }),
  };
  const outcome = registry.next(id, poll);
  if (isRefusal(outcome)) refuse(response, outcome);
  else response.once('close', () => outcome.pollLost(poll));
}

async function fail(
  { registry, request, response }: ExtensionExchange,
  how: 'init-error' | 'exit-error',
): Promise<void> {
  if ((await readBody(request, mostBytes)) === 'broken-off') return;
  const [id, errorType] = [idIn(request), header(request, 'lambda-extension-function-error-type')];
  const outcome: Extension | Refusal =
    typeof id !== 'string' ? id : errorType === undefined ? refusal.noErrorType : registry.fail(id, how, errorType);
  if (isRefusal(outcome)) refuse(response, outcome);
  else sendJson(response, 202, { status: 'OK' }, { 'Lambda-Extension-Identifier': outcome.id });
}

/** As AWS's own emulator answers, so that extensions take it for what it is: a platform without these APIs. */
async function notOffered({ request, response }: ExtensionExchange, api: 'Logs' | 'Telemetry'): Promise<void> {
  if ((await readBody(request, mostBytes)) === 'broken-off') return;
  sendJson(response, 202, { errorMessage: `${api} API is not supported`, errorType: `${api}.NotSupported` });
}

function idIn(request: IncomingMessage): string | Refusal {
  const id = header(request, 'lambda-extension-identifier');
  if (id === undefined) return refusal.noId;
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id) ? id.toLowerCase() : refusal.invalidId;
}

function eventsIn(body: Buffer | 'too-large'): readonly string[] | Refusal {
  if (body === 'too-large') return refusal.wrongFormat(`the request has more than ${mostBytes} bytes`);
  try {
    const { events, configurationKeys } = Object(JSON.parse(body.toString()));
    if (Array.isArray(configurationKeys) && configurationKeys.length > 0)
      return refusal.wrongFormat('configurationKeys are deprecated; use environment variables instead');
    if (events === undefined || events === null) return [];
    return Array.isArray(events) && events.every((event) => typeof event === 'string')
      ? events
      : refusal.wrongFormat('events must be a list of text');
  } catch (error) {
    return refusal.wrongFormat((error as Error).message);
  }
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const refuse = (response: ServerResponse, why: Refusal): void => sendJson(response, 403, why);
