import { type Identity, identityProblems, type Meters, type PlatformIdentity } from './identity.ts';
import { optional } from './optional.ts';
import { messageOf, type Outcome, type OutcomeKind, outcomeKinds, statusOf } from './outcome.ts';
import { coldStartOf, type Sample } from './sample.ts';

/** One line of `samples.ndjson`: a sample, flat. A key whose value was not measured is absent. */
export interface SampleLine
  extends Omit<Sample, 'outcome' | 'identity' | 'platform' | 'meters'>,
    Meters,
    Partial<Identity>,
    Partial<Pick<PlatformIdentity, 'environmentId'>> {
  readonly outcome: OutcomeKind;
  readonly status?: number;
  readonly error?: string;
  readonly retryAfterMs?: number;
}

/**
 * Without a line break: JSON escapes those inside of strings. Put together by hand, as a run writes a hundred thousand of them a
 * second, and building an object for `JSON.stringify` takes four times as long.
 */
export function toSampleLine(s: Sample): string {
  const { outcome, identity, platform, identityProblem, meters, requestId } = s;
  return (
    `{"target":${quoted(s.target)},"phase":${quoted(s.phase)},"repeat":${s.repeat}` +
    (s.burst === undefined ? '' : `,"burst":${s.burst}`) +
    text(',"request":', s.request) +
    `,"intendedAtMs":${us(s.intendedAtMs)}` +
    instant(',"connectedAtMs":', s.connectedAtMs) +
    instant(',"tlsDoneAtMs":', s.tlsDoneAtMs) +
    instant(',"sentAtMs":', s.sentAtMs) +
    instant(',"firstByteAtMs":', s.firstByteAtMs) +
    `,"completedAtMs":${us(s.completedAtMs)},"outcome":"${outcome.kind}"` +
    value(',"status":', statusOf(outcome)) +
    (outcome.kind === 'throttled' ? value(',"retryAfterMs":', outcome.retryAfterMs) : '') +
    text(',"error":', messageOf(outcome)) +
    (identity === undefined ? '' : identityFields(identity)) +
    value(',"coldStart":', coldStartOf(s)) +
    text(',"environmentId":', platform?.environmentId) +
    (identityProblem === undefined ? '' : `,"identityProblem":"${identityProblem}"`) +
    meterFields(meters) +
    `,"connection":"${s.connection}","bytes":${s.bytes}` +
    (requestId === undefined ? '}' : `,"requestId":${JSON.stringify(requestId)}}`)
  );
}

const identityFields = ({ instanceId, invocationId }: Identity): string =>
  `,"instanceId":${quoted(instanceId)}${value(',"invocationId":', invocationId)}`;

const meterFields = (meters: Meters): string =>
  value(',"initMs":', meters.initMs) +
  value(',"cpuMs":', meters.cpuMs) +
  (meters.cpuScope === undefined ? '' : `,"cpuScope":"${meters.cpuScope}"`) +
  value(',"handlerMs":', meters.handlerMs) +
  value(',"rssMb":', meters.rssMb) +
  value(',"inFlight":', meters.inFlight);

/** A number, true or false, as it is. */
const value = (key: string, of: number | boolean | undefined): string => (of === undefined ? '' : `${key}${of}`);

const instant = (key: string, ms: number | undefined): string => (ms === undefined ? '' : `${key}${us(ms)}`);

const text = (key: string, of: string | undefined): string => (of === undefined ? '' : `${key}${quoted(of)}`);

/** µs are kept, and nothing finer: more digits would be noise. Whole numbers make faster text than fractions do. */
function us(ms: number): string {
  const micros = Math.round(ms * 1000);
  if (micros < 0) return String(micros / 1000);
  const whole = Math.floor(micros / 1000);
  return `${whole}${fractions[micros - whole * 1000]}`;
}

/** `.001` for 1 µs, nothing for none. */
const fractions = Array.from({ length: 1000 }, (_, micros) => String(micros / 1000).slice(1));

/** The same few texts come again and again; long ones are not worth their memory. */
const knownTexts = new Map<string, string>();
const mostKnownTexts = 10_000;
const longestKnownText = 1000;

function quoted(of: string): string {
  const known = knownTexts.get(of);
  if (known !== undefined) return known;
  const json = JSON.stringify(of);
  if (knownTexts.size < mostKnownTexts && of.length <= longestKnownText) knownTexts.set(of, json);
  return json;
}

/**
 * A line of `samples.ndjson`, every key that is known checked.
 * @throws {SyntaxError} if it is no JSON or no sample, such as the last line of a run that was killed.
 */
export function parseSampleLine(text: string): SampleLine {
  const line = JSON.parse(text) as SampleLine;
  if (typeof line !== 'object' || line === null || !isSampleLine(line)) throw new SyntaxError('not a sample line');
  return line;
}

/**
 * The sample that a line holds.
 * @throws {SyntaxError} as `parseSampleLine` does.
 */
export function fromSampleLine(text: string): Sample {
  const line = parseSampleLine(text);
  const { target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes } = line;
  const { instanceId, invocationId, coldStart, environmentId } = line;
  const meters: Meters = {
    ...optional('initMs', line.initMs),
    ...optional('cpuMs', line.cpuMs),
    ...optional('cpuScope', line.cpuScope),
    ...optional('handlerMs', line.handlerMs),
    ...optional('rssMb', line.rssMb),
    ...optional('inFlight', line.inFlight),
  };
  return {
    ...{ target, phase, repeat, intendedAtMs, completedAtMs, connection, bytes, meters },
    ...optional('burst', line.burst),
    ...optional('request', line.request),
    ...optional('connectedAtMs', line.connectedAtMs),
    ...optional('tlsDoneAtMs', line.tlsDoneAtMs),
    ...optional('sentAtMs', line.sentAtMs),
    ...optional('firstByteAtMs', line.firstByteAtMs),
    ...optional('requestId', line.requestId),
    ...optional('platform', environmentId === undefined ? undefined : { environmentId, coldStart: coldStart === true }),
    ...optional('identityProblem', line.identityProblem),
    ...(instanceId === undefined
      ? {}
      : { identity: { instanceId, ...optional('invocationId', invocationId), ...optional('coldStart', coldStart) } }),
    outcome: outcomeOf(line),
  };
}

/** A line may have been damaged, or written by somebody else. */
const isSampleLine = (line: SampleLine): boolean =>
  typeof line.target === 'string' &&
  typeof line.phase === 'string' &&
  outcomeKinds.includes(line.outcome) &&
  (line.connection === 'new' || line.connection === 'reused') &&
  (line.coldStart === undefined || typeof line.coldStart === 'boolean') &&
  (line.identityProblem === undefined || identityProblems.includes(line.identityProblem)) &&
  (line.cpuScope === undefined || line.cpuScope === 'call' || line.cpuScope === 'section') &&
  requiredNumbers.every((key) => Number.isFinite(line[key])) &&
  optionalNumbers.every((key) => line[key] === undefined || Number.isFinite(line[key])) &&
  Number.isSafeInteger(line.bytes) &&
  largeCounts.every((key) => line[key] === undefined || Number.isSafeInteger(line[key])) &&
  smallCounts.every((key) => line[key] === undefined || isSmallCount(line[key])) &&
  optionalTexts.every((key) => line[key] === undefined || typeof line[key] === 'string');

type Key = keyof SampleLine;
const requiredNumbers = ['repeat', 'intendedAtMs', 'completedAtMs'] as const satisfies readonly Key[];
const optionalNumbers = [
  ...(['connectedAtMs', 'tlsDoneAtMs', 'sentAtMs', 'firstByteAtMs', 'retryAfterMs'] as const),
  ...(['initMs', 'cpuMs', 'handlerMs', 'rssMb'] as const),
] satisfies readonly Key[];
const smallCounts = ['repeat', 'burst', 'status'] as const satisfies readonly Key[];
const largeCounts = ['invocationId', 'inFlight'] as const satisfies readonly Key[];
const optionalTexts = [
  'request',
  'error',
  'instanceId',
  'environmentId',
  'requestId',
] as const satisfies readonly Key[];

/** A whole number of 31 bits. */
const isSmallCount = (value: number): boolean => value >= 0 && (value | 0) === value;

function outcomeOf(line: SampleLine): Outcome {
  const status = line.status ?? 0;
  const message = line.error ?? '';
  switch (line.outcome) {
    case 'answered':
    case 'http-error':
      return { kind: line.outcome, status, ...optional('message', line.error) };
    case 'throttled':
      return { kind: 'throttled', status, ...optional('retryAfterMs', line.retryAfterMs) };
    case 'timed-out':
      return { kind: 'timed-out', afterMs: line.completedAtMs - (line.sentAtMs ?? line.intendedAtMs) };
    case 'interrupted':
      return { kind: 'interrupted' };
    default:
      return { kind: line.outcome, message };
  }
}
