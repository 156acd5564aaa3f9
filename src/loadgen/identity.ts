import { type Identity, identityHeaders, type Meters } from '../model/identity.ts';
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
export function bodyBytesNeeded({ from }: IdentitySpec, keptBodyBytes: number): number {
  if (from === 'headers') return 0;
  return from === 'csv' ? Math.min(keptBodyBytes, maxCsvLineBytes) : keptBodyBytes;
}

const maxCsvLineBytes = 64 * 1024;

/** Never throws, whatever the answer holds. */
export function introductionOf(answer: HttpAnswer, { spec, coldStartFromFirstCall }: IdentityReading): Introduction {
  const json = spec.from === 'json' ? parsedJson(answer.body) : undefined;
  const identity = identityOf(answer, spec, json);
  const inferred = identity?.coldStart === undefined && coldStartFromFirstCall ? isFirstCall(identity) : undefined;
  if (identity !== undefined && inferred !== undefined) identity.coldStart = inferred;
  const introduction: Mutable<Introduction> = { meters: metersOf(answer.headers, json) };
  if (identity !== undefined) introduction.identity = identity;
  const requestId = nameOf(answer.headers.get('x-amzn-requestid'));
  if (requestId !== undefined) introduction.requestId = requestId;
  return introduction;
}

/** Made for every answer while others wait: what is absent is left out one by one. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const isFirstCall = (identity: Identity | undefined): boolean | undefined =>
  identity?.invocationId === undefined ? undefined : identity.invocationId === 1;

function identityOf(answer: HttpAnswer, spec: IdentitySpec, json: unknown): Mutable<Identity> | undefined {
  if (spec.from === 'csv') return fromCsv(answer, spec);
  const field =
    spec.from === 'headers'
      ? (name: string) => answer.headers.get(name.toLowerCase())
      : (path: string) => fieldAt(json, path);
  const instanceId = nameOf(field(spec.instanceId));
  if (instanceId === undefined) return undefined;
  const identity: Mutable<Identity> = { instanceId };
  const invocationId = countOf(field(spec.invocationId));
  const coldStart = truthOf(field(spec.coldStart));
  if (invocationId !== undefined) identity.invocationId = invocationId;
  if (coldStart !== undefined) identity.coldStart = coldStart;
  return identity;
}

/**
 * `uuid,3,10000000,49999995000000,Hello World`. The column with the number of the call must hold one: that tells such a
 * line from the first line of just anything.
 */
function fromCsv(
  { status, body }: HttpAnswer,
  spec: Extract<IdentitySpec, { from: 'csv' }>,
): Mutable<Identity> | undefined {
  if (status < 200 || status > 299) return undefined;
  const end = body.indexOf('\n');
  const columns = body.toString('utf8', 0, end === -1 ? body.length : end).split(',');
  const instanceId = nameOf(columns[spec.instanceId]);
  const invocationId = countOf(columns[spec.invocationId]);
  return instanceId === undefined || invocationId === undefined ? undefined : { instanceId, invocationId };
}

function metersOf(headers: ReadonlyMap<string, string>, json: unknown): Meters {
  const meters: Mutable<Meters> = {};
  for (const name of meterNames) {
    const value = headers.get(identityHeaders[name]) ?? (json === undefined ? undefined : fieldAt(json, name));
    if (value !== undefined) addMeter(meters, name, value);
  }
  return meters;
}

const meterNames = ['initMs', 'cpuMs', 'cpuScope', 'handlerMs', 'rssMb', 'inFlight'] as const;

function addMeter(meters: Mutable<Meters>, name: keyof Meters, value: unknown): void {
  if (name === 'cpuScope') {
    if (value === 'call' || value === 'section') meters.cpuScope = value;
    return;
  }
  const amount = name === 'inFlight' ? countOf(value) : amountOf(value);
  if (amount !== undefined) meters[name] = amount;
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
  if (value === undefined) return undefined;
  const text = String(typeof value === 'boolean' || typeof value === 'string' ? value : '')
    .trim()
    .toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
