import { decode, encode } from '@msgpack/msgpack';
import { z } from 'zod';

/** Raised with every change of a message. A worker and its coordinator have the same. */
export const protocol = 1;

/** Part of a subject. */
const token = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const words = z.string().max(2000);

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
  cores: z.int().min(1),
  threads: z.int().min(1),
  memoryMb: z.number(),
  openFiles: z.int().optional(),
  /** The run that it works for. */
  leasedTo: token.optional(),
});
export type Hello = z.output<typeof hello>;

const lease = z.object({ kind: z.literal('lease'), protocol: z.int(), version: z.string().max(64), run: token });
const release = z.object({ kind: z.literal('release'), run: token });
/** To one worker, which answers with an `Answer`. */
const command = z.discriminatedUnion('kind', [lease, release]);
export type Command = z.output<typeof command>;

/** To a command. */
const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('refused'), reason: words }),
]);
export type Answer = z.output<typeof answer>;

const schemas = { call, hello, command, answer };
type Messages = { readonly [Name in keyof typeof schemas]: z.output<(typeof schemas)[Name]> };

/** A message as bytes (MessagePack). */
export const encoded = <Name extends keyof Messages>(_name: Name, message: Messages[Name]): Uint8Array =>
  encode(message, { ignoreUndefined: true });

/** The message in these bytes, which anybody may have sent; undefined if it is none of this kind. */
export function decoded<Name extends keyof Messages>(name: Name, bytes: Uint8Array): Messages[Name] | undefined {
  try {
    const read = schemas[name].safeParse(decode(bytes));
    return read.success ? (read.data as Messages[Name]) : undefined;
  } catch {
    return undefined;
  }
}
