import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { optional } from '../../../src/model/optional.ts';
import type { Cors } from '../functions/function-url-settings.ts';

/*
 * Cross-origin resource sharing of a function URL. The URL answers preflight requests itself; all other answers have its headers beside
 * what the function says itself, so that an answer of both has two lines of a name. Of an origin, a method or headers that are not
 * allowed nothing is said, and the browser refuses.
 * Sources: docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html, fetch.spec.whatwg.org/#http-cors-protocol
 */

/** A browser's question whether it may send a request. It never reaches the function. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

export function corsHeaders(cors: Cors, { origin }: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (origin === undefined || !isAllowedOrigin(cors, origin)) return {};
  const { ExposeHeaders: exposed = [], AllowCredentials: credentials = false } = cors;
  return {
    'access-control-allow-origin': origin,
    vary: 'Origin',
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(',') }),
    ...(credentials && { 'access-control-allow-credentials': 'true' }),
  };
}

/** Of the answer to a preflight request, beside those of every answer. */
export function preflightHeaders(cors: Cors, headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (headers.origin === undefined || !isAllowedOrigin(cors, headers.origin)) return {};
  const methods = allowed(cors.AllowMethods, headers['access-control-request-method']);
  const names = allowed(cors.AllowHeaders, headers['access-control-request-headers']);
  return {
    ...optional('access-control-allow-methods', methods),
    ...optional('access-control-allow-headers', names),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  };
}

/** Whether pages of an origin may call: a request that names none may be of any. */
export const corsAllows = (cors: Cors | undefined, origin: string | undefined): boolean =>
  cors !== undefined &&
  (origin === undefined ? cors.AllowOrigins?.includes('*') === true : isAllowedOrigin(cors, origin));

/** `*` stands for any text: alone for every origin, in `https://*.example.com` for every host below that one. */
const isAllowedOrigin = ({ AllowOrigins: origins = [] }: Cors, origin: string): boolean =>
  origins.some((pattern) => new RegExp(`^${pattern.split('*').map(literally).join('.*')}$`, 'i').test(origin));

/** With credentials a browser does not take `*` for all, so that what it asked for is said back. */
function allowed(configured: readonly string[] | undefined, requested: string | undefined): string | undefined {
  if (configured === undefined || configured.length === 0) return undefined;
  return configured.includes('*') ? requested : configured.join(',');
}

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
