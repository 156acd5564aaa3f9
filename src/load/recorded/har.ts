import { isObject, type JsonObject, parsedJson } from '../../model/json/json-object.ts';
import { BadRecordError, notSent, type Read, recorded } from './recorded-request.ts';
import type { Records } from './targets.ts';

/**
 * HTTP archives (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec): an entry is counted as a line. Undefined for any other text.
 */
export function harRecords(text: string): Records | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  const archive = parsedJson(text);
  const entries: unknown = isObject(archive) && isObject(archive['log']) ? archive['log']['entries'] : undefined;
  if (!Array.isArray(entries)) return undefined;
  return entries.map((entry: unknown, index) => ({ line: index + 1, read: () => harEntry(entry) }));
}

function harEntry(entry: unknown): Read {
  const request = isObject(entry) ? entry['request'] : undefined;
  if (!isObject(entry) || !isObject(request)) throw new BadRecordError('expected an entry with a request');
  const { headers, postData } = request;
  const [method, url] = [String(request['method']), String(request['url'])];
  if (/^wss?:/i.test(url)) return { why: 'of a web socket' };
  // What never left the browser: `data:`, `blob:`, `chrome-extension:`, and what Chrome marks as answered by its cache.
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !/^https?:/i.test(url)) return { why: 'without HTTP' };
  if ('_fromCache' in entry) return { why: 'from the cache of the browser' };
  const other = notSent(method, url);
  if (other !== undefined) return other;
  const body = isObject(postData) ? bodyOf(postData) : undefined;
  if (typeof body === 'object' && 'why' in body) return body;
  const named = Array.isArray(headers) ? headers.filter(isObject) : [];
  return recorded({
    ...{ atMs: Date.parse(String(entry['startedDateTime'])), method, url, body },
    headers: named.map(({ name, value }) => [String(name), String(value)]),
  });
}

/**
 * Its text, which some programs write in base64 as they do for responses. Without a text, `params` has the fields of a form, decoded; the
 * contents of uploaded files are in no archive.
 */
function bodyOf({ text, encoding, params, mimeType }: JsonObject) {
  if (typeof text === 'string' && text !== '')
    return encoding === 'base64' ? new Uint8Array(Buffer.from(text, 'base64')) : text;
  if (!Array.isArray(params) || params.length === 0) return undefined;
  if (!/^application\/x-www-form-urlencoded\b/i.test(String(mimeType)))
    return { why: 'that uploads a form without its text' };
  const fields = params
    .filter(isObject)
    .map(({ name, value }): [string, string] => [String(name), String(value ?? '')]);
  return new URLSearchParams(fields).toString();
}
