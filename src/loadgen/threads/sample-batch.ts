import { type Identity, identityProblems, type Meters } from '../../model/identity.ts';
import { optional } from '../../model/optional.ts';
import { messageOf, type Outcome, outcomeKinds } from '../../model/outcome.ts';
import { coldStartOf, type Sample } from '../../model/sample.ts';

/** Samples between the thread that took them and the one that keeps them: numbers in one block, each text once. */
export interface SampleBatch {
  readonly count: number;
  /** `count` rows of `columns` numbers; NaN is absent. */
  readonly rows: Float64Array<ArrayBuffer>;
  readonly texts: readonly string[];
  /** Of memory, about. */
  readonly bytes: number;
}

/** What all samples of a firing have in common, and no row repeats. */
export type BatchPlace = Pick<Sample, 'target' | 'phase' | 'repeat'>;

/** The columns of a row, in order. */
export const column = {
  burst: 0,
  intendedAtMs: 1,
  connectedAtMs: 2,
  tlsDoneAtMs: 3,
  sentAtMs: 4,
  firstByteAtMs: 5,
  completedAtMs: 6,
  bytes: 7,
  flags: 8,
  /** `status`, or `afterMs` of what timed out. */
  outcome: 9,
  retryAfterMs: 10,
  message: 11,
  instanceId: 12,
  invocationId: 13,
  initMs: 14,
  cpuMs: 15,
  handlerMs: 16,
  rssMb: 17,
  inFlight: 18,
  requestId: 19,
  environmentId: 20,
  request: 21,
} as const;
export const columns = 22;

/** Bits of `flags` above the index of the outcome's kind. */
const flag = {
  ...{ reused: 16, coldStart: 32, notColdStart: 64, cpuOfCall: 128, cpuOfSection: 256 },
  ...{ 'id-too-long': 512, 'body-too-long': 1024 },
} as const;

/** In characters, beyond which a batch is full: ids and messages are as long as the other side makes them. */
const mostText = 262_144;
/** Of a text, at most. */
const bytesPerUnit = 2;

/**
 * Of a load with a schedule, samples go in small batches. The thread that keeps them may get the core of the one that sends, which waits
 * for it: on 2 cores, what came in 100 ms at 10,000/s kept the core for 4 to 8 ms, what comes in 5 ms keeps it for less than 1 ms.
 */
const smallBatch = { samples: 32, ofMs: 5 };

/** Collects samples until somebody takes them. */
export class BatchWriter {
  private readonly capacity: number;
  private rows: Float64Array<ArrayBuffer>;
  private texts: string[] = [];
  private textLength = 0;
  private indexOf = new Map<string, number>();
  private count = 0;
  private takenAtMs = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.rows = new Float64Array(capacity * columns);
  }

  get isFull(): boolean {
    return this.count === this.capacity || this.textLength > mostText;
  }

  /** Whether they are a small batch; fewer that come slowly can wait. @param nowMs of the clock that `take` is called with */
  isDue(nowMs: number): boolean {
    return this.count >= smallBatch.samples && nowMs - this.takenAtMs >= smallBatch.ofMs;
  }

  /** Only while it is not full. */
  add(sample: Sample): void {
    const { rows } = this;
    const at = this.count * columns;
    this.count += 1;
    rows[at + column.burst] = sample.burst ?? Number.NaN;
    rows[at + column.intendedAtMs] = sample.intendedAtMs;
    rows[at + column.connectedAtMs] = sample.connectedAtMs ?? Number.NaN;
    rows[at + column.tlsDoneAtMs] = sample.tlsDoneAtMs ?? Number.NaN;
    rows[at + column.sentAtMs] = sample.sentAtMs ?? Number.NaN;
    rows[at + column.firstByteAtMs] = sample.firstByteAtMs ?? Number.NaN;
    rows[at + column.completedAtMs] = sample.completedAtMs;
    rows[at + column.bytes] = sample.bytes;
    rows[at + column.flags] = flagsOf(sample);
    this.addOutcome(at, sample.outcome);
    this.addAnswerer(at, sample);
  }

  /** What was collected; the writer is empty afterwards. */
  take(nowMs: number): SampleBatch {
    const { count, texts, textLength } = this;
    // The receiver gets the memory of a full one.
    const isFull = count === this.capacity;
    const rows = isFull ? this.rows : this.rows.slice(0, count * columns);
    if (isFull) this.rows = new Float64Array(this.rows.length);
    this.count = 0;
    this.takenAtMs = nowMs;
    this.texts = [];
    this.textLength = 0;
    this.indexOf = new Map();
    return { count, rows, texts, bytes: rows.byteLength + bytesPerUnit * textLength };
  }

  private addOutcome(at: number, outcome: Outcome): void {
    const { rows } = this;
    rows[at + column.outcome] =
      'status' in outcome ? outcome.status : outcome.kind === 'timed-out' ? outcome.afterMs : Number.NaN;
    rows[at + column.retryAfterMs] = outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? Number.NaN) : Number.NaN;
    rows[at + column.message] = this.textAt(messageOf(outcome));
  }

  private addAnswerer(at: number, { identity, platform, meters, requestId, request }: Sample): void {
    const { rows } = this;
    rows[at + column.instanceId] = this.textAt(identity?.instanceId);
    rows[at + column.invocationId] = identity?.invocationId ?? Number.NaN;
    rows[at + column.initMs] = meters.initMs ?? Number.NaN;
    rows[at + column.cpuMs] = meters.cpuMs ?? Number.NaN;
    rows[at + column.handlerMs] = meters.handlerMs ?? Number.NaN;
    rows[at + column.rssMb] = meters.rssMb ?? Number.NaN;
    rows[at + column.inFlight] = meters.inFlight ?? Number.NaN;
    rows[at + column.requestId] = this.textAt(requestId);
    rows[at + column.environmentId] = this.textAt(platform?.environmentId);
    rows[at + column.request] = this.textAt(request);
  }

  private textAt(text: string | undefined): number {
    if (text === undefined) return Number.NaN;
    const known = this.indexOf.get(text);
    if (known !== undefined) return known;
    const index = this.texts.push(text) - 1;
    this.textLength += text.length;
    this.indexOf.set(text, index);
    return index;
  }
}

/** The samples of a batch, as they were added. */
export function* samplesIn({ count, rows, texts }: SampleBatch, place: BatchPlace): Generator<Sample> {
  for (let row = 0; row < count; row += 1) yield sampleAt({ rows, texts }, row, place);
}

export const sampleAt = (
  { rows, texts }: Pick<SampleBatch, 'rows' | 'texts'>,
  row: number,
  place: BatchPlace,
): Sample => new Row(rows, row * columns, texts).sample(place);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Absent keys are left out one by one: spreading an object for each would cost more than all the rest. */
class Row {
  private readonly rows: Float64Array;
  private readonly at: number;
  private readonly texts: readonly string[];
  private readonly flags: number;

  constructor(rows: Float64Array, at: number, texts: readonly string[]) {
    this.rows = rows;
    this.at = at;
    this.texts = texts;
    this.flags = rows[at + column.flags] ?? 0;
  }

  sample({ target, phase, repeat }: BatchPlace): Sample {
    const sample: Mutable<Sample> = {
      target,
      phase,
      repeat,
      intendedAtMs: this.number('intendedAtMs'),
      completedAtMs: this.number('completedAtMs'),
      connection: this.has('reused') ? 'reused' : 'new',
      bytes: this.number('bytes'),
      outcome: this.outcome(),
      meters: this.meters(),
    };
    for (const key of ['burst', 'connectedAtMs', 'tlsDoneAtMs', 'sentAtMs', 'firstByteAtMs'] as const) {
      const value = this.number(key);
      if (!Number.isNaN(value)) sample[key] = value;
    }
    const identity = this.identity();
    if (identity !== undefined) sample.identity = identity;
    const environmentId = this.text('environmentId');
    if (environmentId !== undefined) sample.platform = { environmentId, coldStart: this.has('coldStart') };
    const identityProblem = identityProblems.find((problem) => this.has(problem));
    if (identityProblem !== undefined) sample.identityProblem = identityProblem;
    const requestId = this.text('requestId');
    if (requestId !== undefined) sample.requestId = requestId;
    const request = this.text('request');
    if (request !== undefined) sample.request = request;
    return sample;
  }

  private outcome(): Outcome {
    const kind = outcomeKinds[this.flags & 15] ?? 'interrupted';
    const value = this.number('outcome');
    switch (kind) {
      case 'answered':
      case 'http-error': {
        const message = this.text('message');
        return { kind, status: value, ...optional('message', message) };
      }
      case 'throttled': {
        const retryAfterMs = this.number('retryAfterMs');
        return { kind, status: value, ...(!Number.isNaN(retryAfterMs) && { retryAfterMs }) };
      }
      case 'timed-out':
        return { kind, afterMs: value };
      case 'interrupted':
        return { kind };
      default:
        return { kind, message: this.text('message') ?? '' };
    }
  }

  private identity(): Identity | undefined {
    const instanceId = this.text('instanceId');
    if (instanceId === undefined) return undefined;
    const identity: Mutable<Identity> = { instanceId };
    const invocationId = this.number('invocationId');
    if (!Number.isNaN(invocationId)) identity.invocationId = invocationId;
    if (this.has('coldStart')) identity.coldStart = true;
    if (this.has('notColdStart')) identity.coldStart = false;
    return identity;
  }

  private meters(): Meters {
    const meters: Mutable<Meters> = {};
    for (const key of ['initMs', 'cpuMs', 'handlerMs', 'rssMb', 'inFlight'] as const) {
      const value = this.number(key);
      if (!Number.isNaN(value)) meters[key] = value;
    }
    if (this.has('cpuOfCall')) meters.cpuScope = 'call';
    if (this.has('cpuOfSection')) meters.cpuScope = 'section';
    return meters;
  }

  private has(name: keyof typeof flag): boolean {
    return (this.flags & flag[name]) !== 0;
  }

  private number(name: keyof typeof column): number {
    return this.rows[this.at + column[name]] ?? Number.NaN;
  }

  /** NaN is no index of anything. */
  private text(name: 'message' | 'instanceId' | 'requestId' | 'environmentId' | 'request'): string | undefined {
    return this.texts[this.number(name)];
  }
}

function flagsOf(sample: Sample): number {
  const { outcome, connection, identityProblem, meters } = sample;
  const coldStart = coldStartOf(sample);
  let flags = kindIndex[outcome.kind];
  if (connection === 'reused') flags |= flag.reused;
  if (coldStart === true) flags |= flag.coldStart;
  if (coldStart === false) flags |= flag.notColdStart;
  if (identityProblem !== undefined) flags |= flag[identityProblem];
  if (meters.cpuScope === 'call') flags |= flag.cpuOfCall;
  if (meters.cpuScope === 'section') flags |= flag.cpuOfSection;
  return flags;
}

const kindIndex = Object.fromEntries(outcomeKinds.map((kind, index) => [kind, index])) as Record<
  Outcome['kind'],
  number
>;
