import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { mismatch } from '../protocol/build.ts';
import { type Answer, type Command, decoded, encoded, type Hello, protocol } from '../protocol/messages.ts';
import type { Subjects } from '../protocol/subjects.ts';

export type RunCommand = Exclude<Command, { kind: 'lease' | 'release' }>;

export interface MembershipOptions {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly hello: Omit<Hello, 'leasedTo' | 'protocol'>;
  /** The worker begins to work for a run. */
  onLease(run: string): void;
  /** The coordinator of the run that it works for still waits for others. */
  onCall(): void;
  /** Of the run that it works for. */
  onCommand(command: RunCommand): Answer | Promise<Answer>;
  /** The run needs it no more. Resolves when nothing is left of it. */
  onRelease(): Promise<void>;
}

/** Answers calls, and works for one run at a time: the first that leases it. */
export class Membership implements Disposable {
  private readonly options: MembershipOptions;
  private readonly subscriptions: readonly Disposable[];
  private leasedTo: string | undefined;
  private leaving: Promise<void> | undefined;

  constructor(options: MembershipOptions) {
    this.options = options;
    const { subjects, hello } = options;
    this.subscriptions = [
      this.on(subjects.call, (message) => this.answerCall(message)),
      this.on(subjects.to(hello.worker), (message) => this.obey(message)),
    ];
  }

  /** It is free again, whatever the coordinator knows of it. */
  async leave(): Promise<void> {
    if (this.leasedTo === undefined) return;
    this.leaving ??= this.options.onRelease();
    await this.leaving;
    this.leaving = undefined;
    this.leasedTo = undefined;
  }

  [Symbol.dispose](): void {
    for (const subscription of this.subscriptions) subscription[Symbol.dispose]();
  }

  private on(subject: string, receive: (message: Msg) => void): Disposable {
    const subscription = this.options.connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) receive(message);
      },
    });
    return { [Symbol.dispose]: () => subscription.unsubscribe() };
  }

  private answerCall(message: Msg): void {
    const call = decoded('call', message.data);
    if (call === undefined) return;
    const { hello, onCall } = this.options;
    if (call.run === this.leasedTo) onCall();
    message.respond(encoded('hello', { ...hello, protocol, ...(this.leasedTo && { leasedTo: this.leasedTo }) }));
  }

  private obey(message: Msg): void {
    const command = decoded('command', message.data);
    const answer = command === undefined ? refused('the command cannot be read') : this.answerTo(command);
    const respond = (ready: Answer) => {
      if (!this.options.connection.isClosed()) message.respond(encoded('answer', ready));
    };
    // At once where it can be: the answer to a beat is a reading of the clock.
    if (answer instanceof Promise) void answer.then(respond);
    else respond(answer);
  }

  private answerTo(command: Command): Answer | Promise<Answer> {
    if (command.kind === 'lease') return this.lease(command);
    if (command.run !== this.leasedTo) return refused('it works for another run, or for none');
    if (command.kind === 'release') return this.leave().then(() => ({ kind: 'done' }));
    return this.options.onCommand(command);
  }

  /** A second lease for the same run is the first one, whose answer was lost. */
  private lease({ run, version, protocol: theirs }: Extract<Command, { kind: 'lease' }>): Answer {
    const { hello, onLease } = this.options;
    const another = mismatch({ version: hello.version, protocol }, { version, protocol: theirs });
    if (another !== undefined) return refused(another);
    if (this.leasedTo === run) return { kind: 'done' };
    if (this.leasedTo !== undefined) return refused('it works for another run');
    this.leasedTo = run;
    onLease(run);
    return { kind: 'done' };
  }
}

const refused = (reason: string): Answer => ({ kind: 'refused', reason });
