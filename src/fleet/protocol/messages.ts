import { decode, encode } from '@msgpack/msgpack';
import { z } from 'zod';
import { hostUseSchema } from '../../model/schema/client/host-use.ts';
import { identitySchema } from '../../model/schema/fields.ts';

/** Raised with every change of a message. A worker and its coordinator have the same. */
export const protocol = 3;

/** Part of a subject. */
const token = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const words = z.string().max(2000);
const count = z.int().nonnegative();
const bytes = z.instanceof(Uint8Array);

/** To all workers: who is there? */
const call = z.object({ protocol: z.int(), version: z.string().max(64), run: token });

/** What a worker says of itself. */
const hello = z.object({
  protocol: z.int(),
  version: z.string().max(64),
  worker: token,
  /** Of the machine, or as the user named it. */
  name: z.string().min(1).max(200),
  node: z.string().max(64),
  /** Its host name: workers on one machine have the same. */
  machine: z.string().max(255),
  cores: z.int().min(1),
  memoryMb: z.number(),
  openFiles: z.int().optional(),
  ephemeralPorts: z.int().optional(),
  /** What `rollcall calibrate` found on its machine. */
  calibration: z.object({ measuredAt: z.string(), p50: z.number().optional(), p99: z.number().optional() }).optional(),
  /** The run that it works for. */
  leasedTo: token.optional(),
});
export type Hello = z.output<typeof hello>;

/** What the hello of every build has. */
const anyHello = z.object({ protocol: z.int(), version: z.string().max(64), worker: token, name: z.string().max(200) });

/** To one worker, which answers with an `Answer`. All but the lease are for the run that leased it. */
const command = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lease'), protocol: z.int(), version: z.string().max(64), run: token }),
  /** Start the threads. With `identity`, how answers will be read, the load begins fast: let V8 compile the path of a request first. */
  z.object({
    ...{ kind: z.literal('warm'), run: token, threads: z.int().min(1).max(64) },
    identity: identitySchema.optional(),
  }),
  /** A part of a `FireOrder`; the last one begins the firing. */
  z.object({ kind: z.literal('order'), run: token, firing: count, part: count, parts: z.int().min(1), bytes }),
  /** The coordinator is there. Its answer is a reading of the worker's clock. */
  z.object({ kind: z.literal('beat'), run: token, stopped: z.int() }),
  z.object({ kind: z.literal('watch'), run: token }),
  z.object({ kind: z.literal('unwatch'), run: token }),
  z.object({ kind: z.literal('release'), run: token }),
]);
export type Command = z.output<typeof command>;

const health = z.object({
  eventLoopDelayMs: z.object({ p99: z.number(), max: z.number() }).optional(),
  eventLoopUtilization: z.number().optional(),
  cpuMs: z.number().optional(),
  gc: z.object({ count, totalMs: z.number(), maxMs: z.number() }).optional(),
});

/** To a command. */
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('refused'), reason: words, hint: words.optional() }),
  z.object({
    kind: z.literal('beat'),
    /** Of the worker's clock, as the command came. */
    nowMs: z.number(),
    /** Requests that the last firing has sent. */
    sent: count,
    sinceReleaseMs: z.number().optional(),
  }),
  z.object({ kind: z.literal('health'), readings: health, host: hostUseSchema.optional() }),
]);
export type Answer = z.output<typeof answer>;

/** To all workers of a run. */
const signal = z.discriminatedUnion('kind', [
  /** All begin at this instant of the run's clock. */
  z.object({ kind: z.literal('begin'), firing: count, round: count, atMs: z.number() }),
  z.object({ kind: z.literal('stop'), firing: count }),
]);
export type Signal = z.output<typeof signal>;

/** From a worker to its coordinator. */
const report = z.discriminatedUnion('kind', [
  /** Its threads have their connections, and wait for `begin`. Repeated until that comes. */
  z.object({ kind: z.literal('waiting'), firing: count, round: count }),
  /** A question: does the coordinator live? */
  z.object({ kind: z.literal('there') }),
]);
export type Report = z.output<typeof report>;

const common = { firing: count, sequence: count };

/** What the stream keeps, numbered for each worker from 0. */
const block = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('samples'),
    /** All of the worker that completed before this instant of the run's clock were sent before, or are in here. */
    untilMs: z.number(),
    /** In the order of their completion. */
    batch: z.object({ count, rows: bytes, texts: z.array(z.string()) }),
  }),
  z.object({ ...common, kind: z.literal('logs'), texts: z.array(z.string()) }),
  /** The end mark. */
  z.object({
    ...common,
    kind: z.literal('ended'),
    startedAtMs: z.number(),
    finishedAtMs: z.number(),
    samples: count,
    /** CRC-32 of all rows, in order. */
    checksum: z.int(),
  }),
  /** An error that the user can mend. */
  z.object({
    ...common,
    kind: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
  }),
]);
export type Block = z.output<typeof block>;
export type SamplesBlock = Extract<Block, { kind: 'samples' }>;

const schemas = { call, hello, anyHello, command, answer, signal, report, block };
type Messages = { readonly [Name in keyof typeof schemas]: z.output<(typeof schemas)[Name]> };

/** A message as bytes (MessagePack). */
export const encoded = <Name extends keyof Messages>(_name: Name, message: Messages[Name]): Uint8Array =>
  encode(message, { ignoreUndefined: true });

/** The message in these bytes, which anybody may have sent; undefined if it is none of this kind. */
export function decoded<Name extends keyof Messages>(name: Name, message: Uint8Array): Messages[Name] | undefined {
  try {
    const read = schemas[name].safeParse(decode(message));
    return read.success ? (read.data as Messages[Name]) : undefined;
  } catch {
    return undefined;
  }
}
