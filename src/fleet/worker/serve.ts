import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { UserError } from '../../model/errors.ts';
import { isNoResponder } from '../engine/no-responder.ts';
import { publishIfOpen } from '../engine/publish.ts';
import { publishProblem } from '../engine/publish-problem.ts';
import { refusal } from '../engine/refusal.ts';
import { decoded, encoded, type Hello } from '../protocol/messages.ts';
import type { Subjects } from '../protocol/subjects.ts';
import { Membership } from './membership.ts';
import { leaseMs, Session } from './session.ts';

export interface WorkerOptions {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly hello: Omit<Hello, 'leasedTo' | 'protocol'>;
  /** Leaves after its first run. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  say(words: string): void;
}

/** Without a word of the coordinator, the worker asks whether it lives. */
const askAfterMs = 1500;
/** The broker knows of no coordinator. One that has lost the broker is back by then. */
const goneAfterMs = 3000;
const lookEveryMs = 250;
const publishTimeoutMs = 5000;

/** How a run ended for this worker. */
export type Ending = 'released' | 'abandoned' | 'stopped';

/**
 * Works for one coordinator after the other, until it is stopped.
 * @returns how the last run ended
 * @throws {UserError} `engine-refused` if the broker is not to be heard any more, as when its credentials were withdrawn
 */
export async function serveRuns(options: WorkerOptions): Promise<Ending> {
  let problem: UserError | undefined;
  let leave = () => {};
  void refusal(options.connection, ['subscription']).then((found) => {
    problem = found;
    if (found !== undefined) leave();
  });
  for (;;) {
    const ending = await serveOne(options, (leaveRun) => {
      leave = leaveRun;
      if (problem !== undefined) leave();
    });
    if (problem !== undefined) throw problem;
    if (options.once || ending === 'stopped') return ending;
  }
}

/** @param whenRefused gets how this run is left, where the broker is not to be heard any more */
async function serveOne(options: WorkerOptions, whenRefused: (leave: () => void) => void): Promise<Ending> {
  const { connection, subjects, hello, say, signal } = options;
  let working: Working | undefined;
  let end: (ending: Ending) => void = () => {};
  const ended = new Promise<Ending>((resolve) => {
    end = resolve;
  });
  using membership = new Membership({
    ...{ connection, subjects, hello },
    onLease: (run) => {
      say(`works for run ${run}`);
      working = new Working(run, options, (ending) => leave(ending));
    },
    onCall: () => working?.session.heard(),
    onCommand: (command) => working?.session.obey(command) ?? { kind: 'refused', reason: 'it has no session' },
    onRelease: async () => {
      await working?.[Symbol.asyncDispose]();
      end('released');
    },
  });
  const leave = (ending: Ending) => {
    end(ending);
    void membership.leave();
  };
  const stop = async () => {
    await working?.session.handOver();
    leave('stopped');
  };
  whenRefused(() => leave('stopped'));
  if (signal.aborted) await stop();
  signal.addEventListener('abort', stop);
  try {
    const ending = await ended;
    await membership.leave();
    // The answer to the release, and what else was said. A broker that is away rejects it, and hears nothing anyway.
    await connection.flush().catch(() => {});
    if (ending === 'released') say('the run has ended');
    return ending;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The session of one run, and what connects it. */
class Working implements AsyncDisposable {
  readonly session: Session;
  private readonly run: string;
  private readonly options: WorkerOptions;
  private readonly subscription: Disposable;
  private readonly looking: NodeJS.Timeout;
  private readonly abandon: (ending: Ending) => void;
  private goneSinceMs: number | undefined;
  private asking = false;

  constructor(run: string, options: WorkerOptions, abandon: (ending: Ending) => void) {
    const { connection, subjects, hello } = options;
    this.run = run;
    this.options = options;
    this.abandon = abandon;
    const stream = jetstream(connection);
    const subject = subjects.samples(run, hello.worker);
    this.session = new Session({
      publish: async (block, sequence) => {
        const msgID = `${run}/${hello.worker}/${sequence}`;
        await stream.publish(subject, block, { msgID, timeout: publishTimeoutMs });
      },
      problemOf: publishProblem,
      say: options.say,
      report: (report) => publishIfOpen(connection, subjects.from(run, hello.worker), encoded('report', report)),
      maxPayload: connection.info?.max_payload ?? 1024 * 1024,
      onFailure: (error) => {
        throw error;
      },
    });
    const all = connection.subscribe(subjects.all(run), {
      callback: (error, message) => {
        const signal = error === null ? decoded('signal', message.data) : undefined;
        if (signal !== undefined) this.session.hear(signal);
      },
    });
    this.subscription = { [Symbol.dispose]: () => all.unsubscribe() };
    this.looking = setInterval(() => void this.look(), lookEveryMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.looking);
    this.subscription[Symbol.dispose]();
    await this.session[Symbol.asyncDispose]();
  }

  private async look(): Promise<void> {
    const silentMs = this.session.clock.nowMs() - this.session.heardAtMs;
    if (silentMs > leaseMs) return this.giveUp(`the coordinator was silent for ${leaseMs / 1000} s`);
    if (silentMs < askAfterMs) this.goneSinceMs = undefined;
    else if (!this.asking) await this.askWhetherItLives();
  }

  /** The broker answers for a coordinator that has left it; one that is only slow gets more time. */
  private async askWhetherItLives(): Promise<void> {
    const { connection, subjects, hello } = this.options;
    this.asking = true;
    const there = encoded('report', { kind: 'there' });
    const isGone = await connection.request(subjects.from(this.run, hello.worker), there, { timeout: askAfterMs }).then(
      () => false,
      (error: unknown) => isNoResponder(error),
    );
    this.asking = false;
    const nowMs = this.session.clock.nowMs();
    this.goneSinceMs = isGone ? (this.goneSinceMs ?? nowMs) : undefined;
    if (this.goneSinceMs !== undefined && nowMs - this.session.heardAtMs > goneAfterMs)
      this.giveUp('the coordinator has left');
  }

  private giveUp(reason: string): void {
    clearInterval(this.looking);
    this.options.say(`stopped: ${reason}`);
    this.abandon('abandoned');
  }
}
