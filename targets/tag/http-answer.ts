import type { ServerResponse } from 'node:http';
import { headersOf, type Instance, TaggedCall } from './call.ts';

/**
 * Counts the call that this will be the answer of, and has the answer say so. Whatever writes its head, who gave it goes
 * along. An answer that is given whole, with `end`, says what it took as well; of one that is streamed, whose body begins
 * with `write`, that is not known yet when the head goes out.
 * @returns nothing where the answer is tagged already.
 */
export function tagAnswer(response: ServerResponse, instance: Instance): TaggedCall | undefined {
  if (tagged.has(response)) return undefined;
  tagged.add(response);
  const call = new TaggedCall(instance);
  const { writeHead, end } = response;
  response.writeHead = (status: number, ...rest: unknown[]) =>
    writeHead.call(response, status, ...(withHeaders(rest, headersOf(call.introduction())) as []));
  response.end = (...args: unknown[]) => {
    addMeters(response, call);
    const ended = end.apply(response, args as Parameters<typeof end>);
    call.end();
    return ended;
  };
  // Also of an answer that is never given, as its client has gone.
  response.once('close', () => call.end());
  return call;
}

const tagged = new WeakSet<ServerResponse>();

/** The arguments of `writeHead` after the status: `[message][, headers]`, in each of the forms that Node takes. */
function withHeaders(rest: readonly unknown[], added: Record<string, string>): unknown[] {
  const hasMessage = typeof rest[0] === 'string';
  const headers = hasMessage ? rest[1] : (rest[1] ?? rest[0]);
  return [...(hasMessage ? [rest[0]] : []), merged(headers, added)];
}

/** An object; or a list, of pairs or of names and values in turn. */
function merged(headers: unknown, added: Record<string, string>): unknown {
  if (!Array.isArray(headers)) return { ...(headers as object | null | undefined), ...added };
  const pairs = Object.entries(added);
  return [...headers, ...(Array.isArray(headers[0]) ? pairs : pairs.flat())];
}

function addMeters(response: ServerResponse, call: TaggedCall): void {
  if (!response.headersSent) {
    for (const [name, value] of Object.entries(headersOf(call.meters()))) response.setHeader(name, value);
    return;
  }
  // `writeHead` only fixes a head: it waits here for the first piece of the body. Node has no name for this in its documentation.
  const head = response as { _header?: unknown; _headerSent?: unknown };
  if (typeof head._header !== 'string' || head._headerSent !== false) return;
  const lines = Object.entries(headersOf(call.meters())).map(([name, value]) => `${name}: ${value}\r\n`);
  head._header = `${head._header.slice(0, -2)}${lines.join('')}\r\n`;
}
