import { type EventPoll, Extension, type ExtensionStatus, type LifecycleEvent } from './extension.ts';
import { type Refusal, refusal } from './refusal.ts';

/**
 * Of both kinds together.
 * Source: "Lambda Extensions API" (docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html)
 */
export const mostExtensions = 10;

export interface FunctionFacts {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
  readonly accountId: string;
  /** Of an invocation that was not called by another one. */
  readonly functionArn: string;
}

interface Wait {
  isOver(): boolean;
  then(): void;
}

/** The extensions of one life of an environment: who has registered for what, and for whom the platform waits. */
export class ExtensionRegistry {
  readonly facts: FunctionFacts;
  readonly #extensions: Extension[] = [];
  #isOpen = true;
  #wait: Wait | undefined;

  constructor(facts: FunctionFacts) {
    this.facts = facts;
  }

  get all(): readonly Extension[] {
    return this.#extensions;
  }

  get statuses(): ExtensionStatus[] {
    return this.#extensions.map(({ status }) => status);
  }

  registeredFor(event: LifecycleEvent): Extension[] {
    return this.#extensions.filter((extension) => extension.isRegisteredFor(event));
  }

  /** An external one that is about to be started. Its process has to register by this name. */
  expect(name: string): Extension {
    const extension = new Extension(name, 'external');
    this.#extensions.push(extension);
    return extension;
  }

  register(name: string, events: readonly string[]): Extension | Refusal {
    const external = this.#extensions.find((each) => each.kind === 'external' && each.name === name);
    const allowed: readonly string[] = external === undefined ? ['INVOKE'] : ['INVOKE', 'SHUTDOWN'];
    const wrong = events.find((event) => !allowed.includes(event));
    if (wrong !== undefined) return refusal.wrongEvent(wrong);
    const extension = external ?? this.#newInternal(name);
    if (!(extension instanceof Extension)) return extension;
    if (!extension.register(events as LifecycleEvent[])) return refusal.wrongState(extension, 'Registered');
    this.#look();
    return extension;
  }

  /** The extension has done with the last event, and waits for another. */
  next(id: string, poll: EventPoll): Extension | Refusal {
    return this.#acted(id, 'Ready', (extension) => extension.next(poll));
  }

  fail(id: string, how: 'init-error' | 'exit-error', errorType: string): Extension | Refusal {
    const state = how === 'init-error' ? 'InitError' : 'ExitError';
    return this.#acted(id, state, (extension) => extension.fail(how, errorType));
  }

  /** From the runtime's first poll on, none may register. */
  close(): void {
    this.#isOpen = false;
  }

  /** Calls back as soon as this holds, at once if it does; there is one wait at a time. */
  when(isOver: () => boolean, then: () => void): void {
    this.#wait = { isOver, then };
    this.#look();
  }

  stopWaiting(): void {
    this.#wait = undefined;
  }

  #newInternal(name: string): Extension | Refusal {
    if (!this.#isOpen) return refusal.closed;
    if (this.#extensions.length >= mostExtensions) return refusal.tooMany(mostExtensions);
    if (this.#extensions.some((each) => each.name === name)) return refusal.nameTaken;
    const extension = new Extension(name, 'internal');
    this.#extensions.push(extension);
    return extension;
  }

  #acted(id: string, state: string, act: (extension: Extension) => boolean): Extension | Refusal {
    const extension = this.#extensions.find((each) => each.id === id && each.state !== 'Started');
    if (extension === undefined) return refusal.unknown(id);
    if (!act(extension)) return refusal.wrongState(extension, state);
    this.#look();
    return extension;
  }

  #look(): void {
    const wait = this.#wait;
    if (wait === undefined || !wait.isOver()) return;
    this.#wait = undefined;
    wait.then();
  }
}
