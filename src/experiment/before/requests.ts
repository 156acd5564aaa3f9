import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type RequestPicks, requestPicks } from '../../loadgen/request-order.ts';
import { UserError } from '../../model/errors.ts';
import type { RequestBody } from '../../model/http/request.ts';
import { withoutByteOrderMark } from '../../model/json/byte-order-mark.ts';
import {
  type BuiltRequests,
  buildRequests,
  type NamedFeed,
  requestTemplates,
} from '../../scenario/request/built-requests.ts';
import { feedRows } from '../../scenario/request/feed-rows.ts';
import { pickRequests, rowsIn } from '../../scenario/request/pick-requests.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { count, counted } from '../../text/format.ts';
import { requestsOfFile } from './recorded-requests.ts';
import { checkRequestMemory } from './request-memory.ts';

/** By scenario: the files are read once in a run. */
const known = new WeakMap<Scenario, BuiltRequests>();

/** Of the file of a feed, and of a body. */
const mostFileBytes = 256 * 1024 * 1024;

/**
 * The requests of a scenario, from its files.
 * @throws {UserError} `feed-invalid`, `body-invalid`, `requests-too-large`
 */
export function builtRequests(scenario: Scenario): BuiltRequests {
  const built = known.get(scenario) ?? build(scenario);
  known.set(scenario, built);
  return built;
}

function build(scenario: Scenario): BuiltRequests {
  const built = requestsOfFile(scenario) ?? fromTemplates(scenario);
  checkRequestMemory(built.list, scenario.threads);
  return built;
}

function fromTemplates(scenario: Scenario): BuiltRequests {
  const feed = feedOf(scenario);
  const templates = requestTemplates(scenario).map(({ bodyFile, ...template }) =>
    bodyFile === undefined ? template : { ...template, body: bodyIn(bodyFile, feed !== undefined) },
  );
  return buildRequests(templates, feed);
}

/** Text can name columns; all else is sent as it is. */
function bodyIn(file: string, isFilled: boolean): RequestBody {
  const bytes = bytesOf(file, 'body-invalid');
  return isFilled && isUtf8(bytes) ? bytes.toString() : new Uint8Array(bytes);
}

function feedOf({ feed }: Scenario): NamedFeed | undefined {
  if (feed === undefined) return undefined;
  const file = basename(feed.file);
  const bytes = bytesOf(feed.file, 'feed-invalid');
  if (!isUtf8(bytes)) throw new UserError('feed-invalid', `${file}: expected UTF-8 text`, { hint: 'save it as UTF-8' });
  return { ...feedRows(withoutByteOrderMark(bytes).toString(), file), file, order: feed.order };
}

function bytesOf(file: string, code: string): Buffer {
  const bytes = readFileSync(file);
  if (bytes.length <= mostFileBytes) return bytes;
  throw new UserError(
    code,
    `${basename(file)}: expected at most ${count(mostFileBytes)} bytes, got ${count(bytes.length)}`,
  );
}

/** 4 bytes each, twice for a moment. */
const mostPicks = 2 ** 25;

const tooManyPicks = (requests: number): UserError =>
  new UserError(
    'requests-too-large',
    `expected at most ${count(mostPicks)} requests in a phase with several different ones, got ${count(requests)}`,
    { hint: 'divide the phase, or lower maxRequests' },
  );

/** The requests of one phase, and the rows that it takes. */
export interface PickedRequests {
  readonly indices: Int32Array;
  readonly picks: RequestPicks;
  rowsIn(sent: number): number;
}

/**
 * Which request each number of a phase is; undefined where all are the same.
 * @throws {UserError} `feed-used-up` if rows run out in a phase whose requests are planned; `requests-too-large`
 */
export function pickedRequests(
  scenario: Scenario,
  { seed, rowsTaken, planned, most }: { seed: number; rowsTaken: number; planned: number; most: number },
): PickedRequests | undefined {
  const built = builtRequests(scenario);
  const { list, order, choices } = built;
  const endsWithRows = order === 'once' && choices.some(({ takesRows }) => takesRows);
  if (list.length === 1 && !endsWithRows) return undefined;
  const asked = Math.min(planned, most);
  if (asked > mostPicks) throw tooManyPicks(asked);
  const indices = pickRequests(built, { seed, rowsTaken, count: asked });
  if (indices.length === 0 || (indices.length < planned && Number.isFinite(planned))) throw usedUp(scenario, built);
  return { indices, picks: requestPicks(indices), rowsIn: (sent) => rowsIn(built, indices, sent) };
}

function usedUp({ feed }: Scenario, { rows }: BuiltRequests): UserError {
  return new UserError(
    'feed-used-up',
    `${basename(feed?.file ?? '')}: the load takes each row once, and needs more than ${counted(rows, 'row')}`,
    { hint: 'add rows, send fewer requests, or set `feed.order` to inTurn' },
  );
}
