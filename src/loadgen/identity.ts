import { type Identity, identityHeaders, type Meters } from '../model/identity.ts';
import { optional } from '../model/optional.ts';
import type { IdentitySpec } from '../scenario/words.ts';
import type { HttpAnswer } from './http-parser.ts';

/** What an answer says about who gave it. What it does not say, or says in garbage, is absent. */
export interface Introduction {
  readonly identity?: Identity;
  readonly meters: Meters;
  readonly requestId?: string;
}

export interface IdentityReading {
  readonly spec: IdentitySpec;
  /** An answer that does not say whether it was a cold start was one if it was the first call of its instance. */
  readonly coldStartFromFirstCall: boolean;
}

/** Names are text from the other side: longer ones are cut. */
const maxNameLength = 256;

/** How much of a body `introductionOf` looks at. */
export function bodyBytesNeeded({ from }: IdentitySpec, maxBodyBytes: number): number {
  if (from === 'headers') return 0;
  return from === 'csv' ? Math.min(maxBodyBytes, maxCsvLineBytes) : maxBodyBytes;
}

const maxCsvLineBytes = 64 * 1024;

/** Never throws, whatever the answer holds. */
export function introductionOf(answer: HttpAnswer, { spec, coldStartFromFirstCall }: IdentityReading): Introduction {
  const json = spec.from === 'json' ? parsedJson(answer.body) : undefined;
  const identity = identityOf(answer, spec, json);
  const inferred = identity?.coldStart === undefined && coldStartFromFirstCall ? isFirstCall(identity) : undefined;
  return {
    ...optional('identity', identity && { ...identity, ...optional('coldStart', inferred) }),
    meters: metersOf(answer.headers, json),
    ...optional('requestId', nameOf(answer.headers.get('x-amzn-requestid'))),
  };
}

const isFirstCall = (identity: Identity | undefined): boolean | undefined =>
  identity?.invocationId === undefined ? undefined : identity.invocationId === 1;

function identityOf(answer: HttpAnswer, spec: IdentitySpec, json: unknown): Identity | undefined {
  if (spec.from === 'csv') return fromCsv(answer, spec);
  const field =
    spec.from === 'headers'
      ? (name: string) => answer.headers.get(name.toLowerCase())
      : (path: string) => fieldAt(json, path);
  const instanceId = nameOf(field(spec.instanceId));
  if (instanceId === undefined) return undefined;
  return {
    instanceId,
    ...optional('invocationId', countOf(field(spec.invocationId))),
    ...optional('coldStart', truthOf(field(spec.coldStart))),
  };
}

/**
 * `uuid,3,10000000,49999995000000,Hello World`. The column with the number of the call must hold one: that tells such a
 * line from the first line of just anything.
 */
function fromCsv({ status, body }: HttpAnswer, spec: Extract<IdentitySpec, { from: 'csv' }>): Identity | undefined {
  if (status < 200 || status > 299) return undefined;
  const end = body.indexOf('\n');
  const columns = body.toString('utf8', 0, end === -1 ? body.length : end).split(',');
  const instanceId = nameOf(columns[spec.instanceId]);
  const invocationId = countOf(columns[spec.invocationId]);
  return instanceId === undefined || invocationId === undefined ? undefined : { instanceId, invocationId };
}

function metersOf(headers: ReadonlyMap<string, string>, json: unknown): Meters {
  const value = (name: keyof Meters) => headers.get(identityHeaders[name]) ?? fieldAt(json, name);
  const cpuScope = value('cpuScope');
  return {
    ...optional('initMs', amountOf(value('initMs'))),
    ...optional('cpuMs', amountOf(value('cpuMs'))),
    ...optional('cpuScope', cpuScope === 'call' || cpuScope === 'section' ? cpuScope : undefined),
    ...optional('handlerMs', amountOf(value('handlerMs'))),
    ...optional('rssMb', amountOf(value('rssMb'))),
    ...optional('inFlight', countOf(value('inFlight'))),
  };
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    // An answer that is no JSON has no fields; that is not a fault of ours.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `meta.instanceId`: own fields only, so that no path leads into a prototype. */
function fieldAt(json: unknown, path: string): unknown {
  let value = json;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function nameOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, maxNameLength) : undefined;
}

/** A whole number from 1. */
function countOf(value: unknown): number | undefined {
  const amount = amountOf(value);
  return Number.isSafeInteger(amount) && amount !== 0 ? amount : undefined;
}

function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^\s*\d{1,15}(\.\d{1,9})?\s*$/.test(value) ? Number(value) : undefined;
}

function truthOf(value: unknown): boolean | undefined {
  const text = String(typeof value === 'boolean' || typeof value === 'string' ? value : '')
    .trim()
    .toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
