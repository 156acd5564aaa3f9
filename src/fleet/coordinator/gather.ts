import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { UserError } from '../../model/errors.ts';
import { counted } from '../../text/format.ts';
import { publishIfOpen } from '../engine/publish.ts';
import { refusal } from '../engine/refusal.ts';
import { mismatch } from '../protocol/build.ts';
import { decoded, encoded, type Hello, protocol } from '../protocol/messages.ts';
import type { Subjects } from '../protocol/subjects.ts';

export interface GatherOptions {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  /** Of this run: nobody else knows it before it is called. */
  readonly run: string;
  readonly version: string;
  readonly workers: number;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  /** The only machine whose workers can reach the targets. */
  readonly onlyOn?: { readonly machine: string; readonly because: string };
  /** Why a worker could not fire its share: it is not taken, and another may be. */
  whyUnfit?(hello: Hello): string | undefined;
}

const callEveryMs = 500;
const leaseTimeoutMs = 2000;
/** A worker that has joined answers every call. */
const silentMs = 2500;

/**
 * Calls until as many workers have joined as are needed. Each of them works for this run alone until it is released.
 * @throws {UserError} `fleet-incomplete` if too few have joined at the deadline: those that have are released, and nothing was fired;
 * `engine-refused` if the broker does not allow what a coordinator does; `interrupted`
 */
export async function gatherWorkers(options: GatherOptions): Promise<readonly Hello[]> {
  const { connection, subjects, run, version, workers, deadlineMs, signal } = options;
  const { createInbox } = await import('@nats-io/transport-node');
  const gathering = new Gathering(options);
  let refused: UserError | undefined;
  void refusal(connection, ['publish', 'subscription']).then((problem) => {
    refused = problem;
  });
  const inbox = createInbox('_INBOX_coordinator');
  const answers = connection.subscribe(inbox, {
    callback: (error, message) => {
      if (error === null) gathering.hear(message.data);
    },
  });
  const call = encoded('call', { protocol, version, run });
  const endsAtMs = performance.now() + deadlineMs;
  try {
    while (gathering.joined.size < workers && performance.now() < endsAtMs && !signal.aborted && !refused) {
      gathering.forgetSilent();
      publishIfOpen(connection, subjects.call, call, { reply: inbox });
      await Promise.race([gathering.completed(), sleep(callEveryMs, undefined, { signal }).catch(() => {})]);
    }
  } finally {
    answers.unsubscribe();
    await gathering.settled();
  }
  if (gathering.joined.size < workers) {
    await releaseWorkers(options, [...gathering.joined.keys()]);
    throw signal.aborted
      ? new UserError('interrupted', 'interrupted before the run')
      : (refused ?? gathering.incomplete());
  }
  return [...gathering.joined.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Workers that have joined leave a coordinator of which they hear nothing: these calls keep them until there are beats. */
export function keepLeased({ connection, subjects, run, version }: GatherOptions): Disposable {
  const call = encoded('call', { protocol, version, run });
  const calling = setInterval(() => publishIfOpen(connection, subjects.call, call), callEveryMs);
  return { [Symbol.dispose]: () => clearInterval(calling) };
}

/** They are free for another run. One that does not answer finds out by itself that its coordinator is silent. */
export async function releaseWorkers(
  { connection, subjects, run }: Pick<GatherOptions, 'connection' | 'subjects' | 'run'>,
  workers: readonly string[],
): Promise<void> {
  const release = encoded('command', { kind: 'release', run });
  const asked = workers.map((worker) =>
    connection.request(subjects.to(worker), release, { timeout: leaseTimeoutMs }).catch(() => undefined),
  );
  await Promise.all(asked);
}

/** Who has joined, and why others have not. */
class Gathering {
  readonly joined = new Map<string, Hello>();
  private readonly options: GatherOptions;
  private readonly refused = new Map<string, string>();
  private readonly asking = new Map<string, Promise<void>>();
  private readonly heardAtMs = new Map<string, number>();
  private whenComplete: () => void = () => {};

  constructor(options: GatherOptions) {
    this.options = options;
  }

  completed(): Promise<void> {
    return new Promise((resolve) => {
      this.whenComplete = resolve;
    });
  }

  /** A hello, or what another build takes for one. */
  hear(message: Uint8Array): void {
    const hello = decoded('hello', message);
    if (hello !== undefined) this.note(hello);
    const other = hello === undefined ? decoded('anyHello', message) : undefined;
    if (other === undefined) return;
    const { version } = this.options;
    const problem = mismatch(other, { version, protocol }) ?? 'its answer cannot be read';
    this.refused.set(other.worker, `${other.name}: ${problem}`);
  }

  /** Asks a worker that is free and like us. No more than are needed are asked at a time. */
  private note(hello: Hello): void {
    const { worker, name } = hello;
    const { workers, run } = this.options;
    this.heardAtMs.set(worker, performance.now());
    // It may have left in between.
    if (this.joined.has(worker) && hello.leasedTo !== run) this.joined.delete(worker);
    if (this.joined.has(worker) || this.asking.has(worker)) return;
    const problem = this.problemOf(hello);
    if (problem === undefined) this.refused.delete(worker);
    else this.refused.set(worker, `${name}: ${problem}`);
    if (problem !== undefined || this.joined.size + this.asking.size >= workers) return;
    this.asking.set(
      worker,
      this.ask(hello).finally(() => this.asking.delete(worker)),
    );
  }

  /** Those that have joined and do not answer calls any more: others can take their places. */
  forgetSilent(): void {
    const before = performance.now() - silentMs;
    for (const [worker, { name }] of this.joined) {
      if ((this.heardAtMs.get(worker) ?? 0) >= before) continue;
      this.joined.delete(worker);
      this.refused.set(worker, `${name}: it joined, and was silent then`);
    }
  }

  /** When nobody is asked any more. */
  async settled(): Promise<void> {
    await Promise.all(this.asking.values());
  }

  incomplete(): UserError {
    const { workers, deadlineMs } = this.options;
    const joined = [...this.joined.values()].map(({ name }) => name).sort();
    const lines = [
      `expected ${counted(workers, 'worker')} within ${deadlineMs / 1000} s, got ${joined.length}${joined.length > 0 ? ` (${joined.join(', ')})` : ''}; nothing was fired`,
      ...this.refused.values(),
    ];
    return new UserError('fleet-incomplete', lines.join('\n'), {
      hint: 'start `rollcall worker --engine …` on as many machines, with the same --engine and --fleet; wait longer with --join-timeout',
    });
  }

  private problemOf(hello: Hello): string | undefined {
    const { run, version, onlyOn, whyUnfit } = this.options;
    const another = mismatch(hello, { version, protocol });
    if (another !== undefined) return another;
    if (hello.leasedTo !== undefined && hello.leasedTo !== run) return 'it works for another run';
    if (onlyOn !== undefined && hello.machine !== onlyOn.machine)
      return `it is on ${hello.machine}, not on ${onlyOn.machine}, and ${onlyOn.because}`;
    return whyUnfit?.(hello);
  }

  private async ask(hello: Hello): Promise<void> {
    const { connection, subjects, run, version, workers } = this.options;
    const lease = encoded('command', { kind: 'lease', protocol, version, run });
    const reply = await connection
      .request(subjects.to(hello.worker), lease, { timeout: leaseTimeoutMs })
      .catch(() => undefined);
    const answer = reply && decoded('answer', reply.data);
    if (answer?.kind !== 'done') {
      this.refused.set(
        hello.worker,
        `${hello.name}: ${answer?.kind === 'refused' ? answer.reason : 'it did not answer'}`,
      );
      return;
    }
    this.joined.set(hello.worker, hello);
    if (this.joined.size >= workers) this.whenComplete();
  }
}
