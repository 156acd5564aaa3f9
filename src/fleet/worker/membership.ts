import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { type Answer, type Command, decoded, encoded, type Hello, protocol } from '../protocol/messages.ts';
import type { Subjects } from '../protocol/subjects.ts';

export interface MembershipOptions {
  readonly connection: NatsConnection;
  readonly subjects: Subjects;
  readonly hello: Omit<Hello, 'leasedTo' | 'protocol'>;
  /** The worker begins to work for a run. */
  onLease(run: string): void;
  /** The run needs it no more. */
  onRelease(run: string): void;
}

/** Answers calls, and works for one run at a time: the first that leases it. */
export class Membership implements Disposable {
  private readonly options: MembershipOptions;
  private readonly subscriptions: readonly Disposable[];
  private leasedTo: string | undefined;

  constructor(options: MembershipOptions) {
    this.options = options;
    const { subjects, hello } = options;
    this.subscriptions = [
      this.on(subjects.call, (message) => this.answerCall(message)),
      this.on(subjects.to(hello.worker), (message) => this.obey(message)),
    ];
  }

  /** It is free again, whatever the coordinator knows of it. */
  leave(): void {
    const run = this.leasedTo;
    this.leasedTo = undefined;
    if (run !== undefined) this.options.onRelease(run);
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
    if (decoded('call', message.data) === undefined) return;
    const { hello } = this.options;
    message.respond(encoded('hello', { ...hello, protocol, ...(this.leasedTo && { leasedTo: this.leasedTo }) }));
  }

  private obey(message: Msg): void {
    const command = decoded('command', message.data);
    const answer = command === undefined ? refused('the command cannot be read') : this.answerTo(command);
    message.respond(encoded('answer', answer));
  }

  private answerTo(command: Command): Answer {
    if (command.kind === 'lease') return this.lease(command);
    if (command.run !== this.leasedTo) return refused('it works for another run, or for none');
    this.leave();
    return { kind: 'done' };
  }

  /** A second lease for the same run is the first one, whose answer was lost. */
  private lease({ run, version, protocol: theirs }: Extract<Command, { kind: 'lease' }>): Answer {
    const { hello, onLease } = this.options;
    if (version !== hello.version || theirs !== protocol)
      return refused(`it runs rollcall ${hello.version}, and the coordinator ${version}: install the same version`);
    if (this.leasedTo === run) return { kind: 'done' };
    if (this.leasedTo !== undefined) return refused('it works for another run');
    this.leasedTo = run;
    onLease(run);
    return { kind: 'done' };
  }
}

const refused = (reason: string): Answer => ({ kind: 'refused', reason });
