import type { ExtensionSource, ExtensionStart } from '../extensions/extensions.ts';
import type { LifeContext } from '../life-owner.ts';
import type { EnvironmentBooks } from '../logging/books.ts';
import type { OwnFiles } from '../packaging/own-files.ts';
import type { Door, Runtime } from '../runtime-api/runtime.ts';
import type { EnvironmentProcess } from './process.ts';

/** What an environment of class `E` has around it. */
export interface EnvironmentContext<E> {
  readonly limits: { readonly timeoutMs: number; readonly initTimeoutMs: number };
  readonly books: EnvironmentBooks;
  /** Whether it is frozen between its calls, as in the service. */
  readonly freezes: boolean;
  /** For how long the CPU share has held its newest life back so far. Absent or undefined: nothing limits its CPU. */
  throttledMs?(environmentId: string): number | undefined;
  /** Absent: inits and calls begin at once. */
  readonly turns?: LifeContext['turns'];
  /** Unpacked for it alone, before its first init. Absent: it shares those of its function. */
  readonly files?: OwnFiles;
  openDoor(runtime: Runtime): Promise<Door>;
  /** Whether its processes go on from a snapshot, in place of an init. Absent: they do not. */
  readonly restores?: boolean;
  /** Called again after a reset. `temporaryDirectory`: the environment's own, for as long as it lives. */
  startProcess(
    environmentId: string,
    door: Door,
    onExit: (why: string) => void,
    temporaryDirectory: string,
  ): EnvironmentProcess | Promise<EnvironmentProcess>;
  /** Where its extensions come from. Absent: it has none, and none may register. */
  readonly extensions?: EnvironmentExtensions;
  /** It has answered, and can take a call as soon as its runtime polls: `onIdle` or `onStopped` follows. */
  onAnswered(environment: E): void;
  onIdle(environment: E): void;
  /** It takes no more calls. Its process may have up to 2 s left, until `ended`. */
  onStopped(environment: E): void;
}

interface EnvironmentExtensions extends Omit<ExtensionSource, 'startProcess'> {
  startProcess(environmentId: string, start: ExtensionStart, temporaryDirectory: string): EnvironmentProcess;
}
