import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { UserError } from '../../model/errors.ts';
import type { Subjects } from '../protocol/subjects.ts';
import { refusal } from './refusal.ts';

export interface StreamPlace {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly run: string;
}

/** Of blocks that the coordinator has not read. What is published beyond this is refused, and the worker keeps it. */
const defaultMaxBytes = 256 * 1024 * 1024;
/** What nobody reads is dropped: the coordinator is gone. */
const maxAgeMs = 3_600_000;
const abandonedMs = 60_000;

/**
 * The stream that keeps the blocks of a run until they are read. It survives a restart of the broker.
 * @throws {UserError} `engine-invalid` if the broker has no JetStream, or no room
 */
export async function createSampleStream(
  { connection, subjects, run }: StreamPlace,
  { maxBytes = defaultMaxBytes, idleMs = abandonedMs } = {},
): Promise<void> {
  const { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } = await import('@nats-io/jetstream');
  const { nanos } = await import('@nats-io/transport-node');
  try {
    const manager = await jetstreamManager(connection);
    await removeAbandoned(manager, subjects, idleMs);
    await manager.streams.add({
      name: subjects.stream(run),
      subjects: [subjects.samples(run, '*')],
      ...{ storage: StorageType.File, retention: RetentionPolicy.Workqueue, discard: DiscardPolicy.New },
      ...{ max_bytes: maxBytes, max_age: nanos(maxAgeMs) },
    });
  } catch (error) {
    const message = `the broker cannot keep samples: ${(error as Error).message}`;
    throw new UserError('engine-invalid', message, {
      hint: 'start it with JetStream (`nats-server -js`), with room for 256 MiB, and allow the coordinator $JS.API.>: docs/distributed.md',
      cause: error,
    });
  }
}

/**
 * A coordinator that was killed leaves its stream, whose room the broker keeps for it. One that lives always waits for blocks; after a minute
 * without, its workers have left it.
 */
async function removeAbandoned(manager: JetStreamManager, subjects: Subjects, idleMs: number): Promise<void> {
  const before = Date.now() - idleMs;
  for await (const { config, created } of manager.streams.list()) {
    if (!config.name.startsWith(subjects.stream('')) || Date.parse(created) > before) continue;
    if (!(await isRead(manager, config.name, before))) await manager.streams.delete(config.name);
  }
}

async function isRead(manager: JetStreamManager, stream: string, since: number): Promise<boolean> {
  for await (const { num_waiting, delivered } of manager.consumers.list(stream))
    if (num_waiting > 0 || Date.parse(`${delivered.last_active}`) >= since) return true;
  return false;
}

/**
 * Says that it has read a block of a reader that does not exist. Without the right to say so, the same blocks would come again and again.
 * @throws {UserError} `engine-refused`
 */
export async function checkAcknowledging({ connection, subjects, run }: StreamPlace): Promise<void> {
  const refused = refusal(connection, ['publish']);
  connection.publish(`$JS.ACK.${subjects.stream(run)}.nobody.1.1.1.0.0`);
  // What the broker does not allow, it says before it answers the first; the second gives the client time to hand it on.
  const problem = await Promise.race([refused, connection.flush().then(() => connection.flush())]);
  if (problem === undefined) return;
  await deleteSampleStream({ connection, subjects, run });
  throw problem;
}

export async function deleteSampleStream({ connection, subjects, run }: StreamPlace): Promise<void> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(subjects.stream(run));
}
