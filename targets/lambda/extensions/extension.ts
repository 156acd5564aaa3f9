import { randomUUID } from 'node:crypto';
import { optional } from '../../../src/model/optional.ts';

export type LifecycleEvent = 'INVOKE' | 'SHUTDOWN';

/** In AWS's words, as its logs have them. */
export type ExtensionState =
  | 'Started'
  | 'Registered'
  | 'Ready'
  | 'Running'
  | 'InitError'
  | 'ExitError'
  | 'LaunchError'
  | 'Exited';

type ExtensionAct = 'register' | 'next' | 'event' | 'init-error' | 'exit-error' | 'launch-error' | 'exit';

const becomes: Record<ExtensionState, { readonly [A in ExtensionAct]?: ExtensionState }> = {
  Started: { register: 'Registered', 'launch-error': 'LaunchError', exit: 'Exited' },
  Registered: { next: 'Ready', 'init-error': 'InitError', 'exit-error': 'ExitError', exit: 'Exited' },
  Ready: { event: 'Running', 'exit-error': 'ExitError', exit: 'Exited' },
  Running: { next: 'Ready', 'exit-error': 'ExitError', exit: 'Exited' },
  InitError: { 'init-error': 'InitError' },
  ExitError: { 'exit-error': 'ExitError' },
  LaunchError: {},
  Exited: {},
};

export interface ExtensionStatus {
  readonly name: string;
  readonly state: ExtensionState;
  readonly events: readonly LifecycleEvent[];
  readonly errorType?: string;
}

export interface EventBody {
  readonly eventType: LifecycleEvent;
  readonly [field: string]: unknown;
}

export interface EventPoll {
  deliver(body: EventBody): void;
}

/** `internal`: it lives inside of the runtime's process. */
export type ExtensionKind = 'internal' | 'external';

/** One extension of an environment, and where it is in its dialogue with the Extensions API. */
export class Extension {
  readonly id = randomUUID();
  readonly name: string;
  readonly kind: ExtensionKind;
  #state: ExtensionState = 'Started';
  #events: readonly LifecycleEvent[] = [];
  #errorType: string | undefined;
  #poll: EventPoll | undefined;
  /** An event that came while it did not wait for one. */
  #pending: EventBody | undefined;

  constructor(name: string, kind: ExtensionKind) {
    this.name = name;
    this.kind = kind;
  }

  get state(): ExtensionState {
    return this.#state;
  }

  get status(): ExtensionStatus {
    return { name: this.name, state: this.#state, events: this.#events, ...optional('errorType', this.#errorType) };
  }

  isRegisteredFor(event: LifecycleEvent): boolean {
    return this.#events.includes(event);
  }

  /** All of these return false, and do nothing, where the dialogue does not allow it. */

  register(events: readonly LifecycleEvent[]): boolean {
    if (!this.#act('register')) return false;
    this.#events = [...new Set(events)];
    return true;
  }

  next(poll: EventPoll): boolean {
    // One whose connection was lost may ask again.
    const isAgain = this.#state === 'Ready' && this.#poll === undefined;
    if (!isAgain && !this.#act('next')) return false;
    this.#poll = poll;
    if (this.#pending !== undefined) this.deliver(this.#pending);
    return true;
  }

  pollLost(poll: EventPoll): void {
    if (this.#poll === poll) this.#poll = undefined;
  }

  fail(how: 'init-error' | 'exit-error' | 'launch-error', errorType: string): boolean {
    if (!this.#act(how)) return false;
    this.#errorType = errorType;
    return true;
  }

  /** At once if it waits for an event, else when it asks for the next one. */
  deliver(body: EventBody): void {
    const poll = this.#poll;
    this.#pending = poll === undefined ? body : undefined;
    if (poll === undefined) return;
    this.#poll = undefined;
    this.#act('event');
    poll.deliver(body);
  }

  /** Its process has ended. One that said before why keeps that. */
  exited(): void {
    this.#act('exit');
  }

  #act(act: ExtensionAct): boolean {
    const state = becomes[this.#state][act];
    if (state === undefined) return false;
    this.#state = state;
    return true;
  }
}
