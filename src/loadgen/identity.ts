import {
  type ColdStartsFrom,
  type Identity,
  type IdentityProblem,
  identityHeaders,
  type Meters,
  maxInstanceIdBytes,
  type PlatformIdentity,
  platformHeaders,
} from '../model/identity.ts';
import { withoutByteOrderMark } from '../model/json/byte-order-mark.ts';
import { optional } from '../model/optional.ts';
import type { IdentitySpec } from '../model/schema/fields.ts';
import type { HeaderValues } from './http/http-head.ts';
import type { HttpAnswer } from './http/http-parser.ts';
import { csvColumns } from './identity/csv-columns.ts';
import { exactTextOfBytes } from './identity/exact-text.ts';
import type { Introduction } from './identity/introduction.ts';
import { JsonBody } from './identity/json-body.ts';
import type { AnswerReading } from './phase-order.ts';

export interface IdentityReading {
  /** Names of headers in lower case. */
  readonly spec: IdentitySpec;
  /** Whether an answer of this status is one that the load asks for: others hold no CSV. */
  readonly isExpected: (status: number) => boolean;
  readonly coldStartsFrom: ColdStartsFrom;
  /** The only process of a server that the run started: who gave every answer, as its platform would say. */
  readonly soleInstance?: string;
}

export const identityReading = (
  { identity, coldStartsFrom, soleInstance }: Pick<AnswerReading, 'identity' | 'coldStartsFrom' | 'soleInstance'>,
  isExpected: IdentityReading['isExpected'],
): IdentityReading => ({
  ...{ spec: identity.from === 'headers' ? inLowerCase(identity) : identity, coldStartsFrom, isExpected },
  ...optional('soleInstance', soleInstance),
});

/** How much of a body `introductionOf` looks at. */
export function bodyBytesNeeded({ from }: IdentitySpec, keptBodyBytes: number): number {
  if (from === 'headers') return 0;
  return from === 'csv' ? Math.min(keptBodyBytes, maxCsvBytes) : keptBodyBytes;
}

/** The columns up to the id of the instance, which in quotes may be twice as long as it is. */
const maxCsvBytes = 4 * maxInstanceIdBytes;

/** Never throws, whatever the answer holds. Reads an answer that comes again only once. */
export function introductionOf(answer: HttpAnswer, reading: IdentityReading): Introduction {
  answer.introduction ??= introductionIn(answer, reading);
  return answer.introduction;
}

const inLowerCase = (spec: Extract<IdentitySpec, { from: 'headers' }>): IdentitySpec => ({
  from: 'headers',
  instanceId: spec.instanceId.toLowerCase(),
  invocationId: spec.invocationId.toLowerCase(),
  coldStart: spec.coldStart.toLowerCase(),
});

function introductionIn(answer: HttpAnswer, reading: IdentityReading): Introduction {
  const json = reading.spec.from === 'json' ? JsonBody.of(answer.body) : undefined;
  const introduction: Mutable<Introduction> = { meters: metersOf(answer.headers, json) };
  const platform = platformOf(answer.headers, reading);
  if (platform !== undefined) introduction.platform = platform;
  const named = namedBy(answer, reading, json);
  if (typeof named === 'string') introduction.identityProblem = named;
  else if (isTooLong(named?.instanceId)) introduction.identityProblem = 'id-too-long';
  else if (named !== undefined) introduction.identity = withColdStart(named, reading.coldStartsFrom, platform);
  const requestId = idInHeader(answer.headers.get('x-amzn-requestid'));
  if (requestId !== undefined) introduction.requestId = requestId;
  return introduction;
}

/** Made for every answer while others wait: what is absent is left out one by one. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A UTF-16 unit is at most three bytes. */
const isTooLong = (id = ''): boolean =>
  id.length * 3 > maxInstanceIdBytes && Buffer.byteLength(id) > maxInstanceIdBytes;

function withColdStart(
  identity: Mutable<Identity>,
  from: ColdStartsFrom,
  platform: PlatformIdentity | undefined,
): Identity {
  const { coldStart, invocationId } = identity;
  if (from === 'none') identity.coldStart = false;
  else if (platform !== undefined) identity.coldStart = platform.coldStart;
  else if (from === 'first-call' && coldStart === undefined && invocationId !== undefined)
    identity.coldStart = invocationId === 1;
  return identity;
}

function platformOf(
  headers: HeaderValues,
  { coldStartsFrom, soleInstance }: IdentityReading,
): PlatformIdentity | undefined {
  if (soleInstance !== undefined) return { environmentId: soleInstance, coldStart: false };
  if (coldStartsFrom !== 'platform') return undefined;
  const environmentId = headers.get(platformHeaders.environmentId);
  if (environmentId === undefined) return undefined;
  return { environmentId, coldStart: headers.get(platformHeaders.coldStart) === 'true' };
}

function namedBy(
  answer: HttpAnswer,
  { spec, isExpected }: IdentityReading,
  json: JsonBody | undefined,
): Mutable<Identity> | IdentityProblem | undefined {
  switch (spec.from) {
    case 'csv':
      return isExpected(answer.status) ? fromCsv(answer, spec) : undefined;
    case 'json':
      if (json === undefined) return answer.isBodyCut ? 'body-too-long' : undefined;
      return identityOf(json.idAt(spec.instanceId), spec, (path) => json.fieldAt(path));
    case 'headers':
      return identityOf(idInHeader(answer.headers.get(spec.instanceId)), spec, (name) => answer.headers.get(name));
  }
}

function identityOf(
  instanceId: string | undefined,
  spec: Extract<IdentitySpec, { from: 'headers' | 'json' }>,
  field: (name: string) => unknown,
): Mutable<Identity> | undefined {
  if (instanceId === undefined) return undefined;
  const identity: Mutable<Identity> = { instanceId };
  const invocationId = countOf(field(spec.invocationId));
  const coldStart = truthOf(field(spec.coldStart));
  if (invocationId !== undefined) identity.invocationId = invocationId;
  if (coldStart !== undefined) identity.coldStart = coldStart;
  return identity;
}

const idInHeader = (value: string | undefined): string | undefined =>
  value === undefined || value === '' ? undefined : exactTextOfBytes(value);

/**
 * `uuid,3,10000000,49999995000000,Hello World`. The column with the number of the call must hold one: that distinguishes such a
 * line from the first line of any other body.
 */
function fromCsv(
  { body, isBodyCut }: HttpAnswer,
  { instanceId, invocationId }: Extract<IdentitySpec, { from: 'csv' }>,
): Mutable<Identity> | IdentityProblem | undefined {
  const text = withoutByteOrderMark(body).toString('latin1', 0, maxCsvBytes);
  const isLong = body.length >= maxCsvBytes;
  const columns = csvColumns(text, Math.max(instanceId, invocationId) + 1, isBodyCut || isLong);
  if (columns === 'cut') return isLong ? 'id-too-long' : 'body-too-long';
  const [id, call] = [columns[instanceId] ?? '', countOf(columns[invocationId])];
  return id === '' || call === undefined ? undefined : { instanceId: exactTextOfBytes(id), invocationId: call };
}

function metersOf(headers: HeaderValues, json: JsonBody | undefined): Meters {
  const meters: Mutable<Meters> = {};
  for (const { name, header } of meterNames) {
    const value = headers.get(header) ?? json?.fieldAt(name);
    if (value !== undefined) addMeter(meters, name, value);
  }
  return meters;
}

const meterNames = (['initMs', 'cpuMs', 'cpuScope', 'handlerMs', 'rssMb', 'inFlight'] as const).map((name) => ({
  name,
  header: identityHeaders[name],
}));

function addMeter(meters: Mutable<Meters>, name: keyof Meters, value: unknown): void {
  if (name === 'cpuScope') {
    if (value === 'call' || value === 'section') meters.cpuScope = value;
    return;
  }
  const amount = name === 'inFlight' ? countOf(value) : amountOf(value);
  if (amount !== undefined) meters[name] = amount;
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
