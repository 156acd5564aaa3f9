import type { NatsConnection } from '@nats-io/transport-node';
import { UserError } from '../../model/errors.ts';
import type { Subjects } from '../protocol/subjects.ts';

export interface StreamPlace {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly run: string;
}

/** Of blocks that the coordinator has not read. What is published beyond this is refused, and the worker keeps it. */
const defaultMaxBytes = 256 * 1024 * 1024;
/** What nobody reads is dropped: the coordinator is gone. */
const maxAgeMs = 3_600_000;

/**
 * The stream that keeps the blocks of a run until they are read. It survives a restart of the broker.
 * @throws {UserError} `engine-invalid` if the broker has no JetStream, or no room
 */
export async function createSampleStream(
  { connection, subjects, run }: StreamPlace,
  maxBytes = defaultMaxBytes,
): Promise<void> {
  const { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType } = await import('@nats-io/jetstream');
  const { nanos } = await import('@nats-io/transport-node');
  try {
    const manager = await jetstreamManager(connection);
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

export async function deleteSampleStream({ connection, subjects, run }: StreamPlace): Promise<void> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(subjects.stream(run));
}
