import { UserError } from '../../model/errors.ts';
import type { BuiltRequest } from '../../scenario/request/built-requests.ts';
import { count } from '../../text/format.ts';

/** All requests, prepared. Each thread has its own copy. */
const mostBytes = 512 * 1024 * 1024;
/** Beside its text: the line, the length and the headers that every request has, and what Node needs for a buffer. */
const bytesPerRequest = 300;

/** @throws {UserError} `requests-too-large` if these requests take too much memory in this number of threads */
export function checkRequestMemory(list: readonly BuiltRequest[], threads: number): void {
  const bytes = list.reduce((sum, request) => sum + bytesOf(request), 0);
  if (bytes * threads <= mostBytes) return;
  const mb = (of: number) => `${count(Math.ceil(of / 1024 / 1024))} MB`;
  throw new UserError(
    'requests-too-large',
    `the ${count(list.length)} different requests take ${mb(bytes)} in each of ${count(threads)} threads; at most ${mb(mostBytes)} together`,
    { hint: 'use fewer rows or requests, shorter bodies or fewer threads' },
  );
}

function bytesOf({ path, headers, body = '' }: BuiltRequest): number {
  const head = Object.entries(headers).reduce((length, [name, value]) => length + name.length + value.length + 4, 0);
  return bytesPerRequest + path.length + head + (typeof body === 'string' ? Buffer.byteLength(body) : body.length);
}
