import type { CpuTurns } from './environment/cpu-turns.ts';
import type { EnvironmentMeter } from './environment/meter.ts';
import type { EnvironmentProcess } from './environment/process.ts';
import type { ExtensionStatus } from './extensions/extension.ts';
import type { ExtensionSource } from './extensions/extensions.ts';
import type { Failure } from './invoke.ts';
import type { Door, Runtime, RuntimeAnswer, RuntimeMeters } from './runtime-api/runtime.ts';

export interface ObservedLife {
  readonly pid: number | undefined;
  readonly meter: EnvironmentMeter | undefined;
  readonly startedAtMs: number;
  /** When its snapshot was there, and its runtime went on. Undefined: it is of none, or has not come so far. */
  readonly restoredAtMs: number | undefined;
  /** For how long its init waited for a CPU of this machine before it began. */
  readonly startDelayMs: number;
  readonly extensionStatuses: readonly ExtensionStatus[];
}

/** What the environment hears of its runtime. Nothing any more once the life has ended. */
export interface LifeOwner {
  /** Its init begins: with the extensions, if it has some. */
  initStarts(): void;
  started(life: ObservedLife): void;
  initialized(life: ObservedLife, meters: RuntimeMeters): void;
  initFailed(failure: Failure): void;
  /** It polls, and so do its extensions: it can be given an invocation. `sinceMs`: when the runtime itself began to. */
  polled(sinceMs: number): void;
  answered(answer: RuntimeAnswer, meters: RuntimeMeters): void;
  answerBegins(contentType: string): void;
  answerGoesOn(piece: Buffer): Promise<void> | undefined;
  /** With a failure if the runtime reported one. */
  answerEnds(failure: Failure | undefined, meters: RuntimeMeters): void;
  /** It has ended by itself, or cannot go on. */
  died(failure: Failure): void;
  printed(life: ObservedLife, line: string): void;
}

export interface LifeContext {
  /** Whether its process goes on from a snapshot, in place of an init. */
  readonly restores: boolean;
  /** Whether it is frozen while it waits for an invocation. */
  readonly freezes: boolean;
  throttledMs(): number | undefined;
  /** Absent: inits and calls begin at once. */
  readonly turns?: CpuTurns | undefined;
  /** Its init is in the time of a call, which cannot wait. */
  readonly hurries: boolean;
  openDoor(runtime: Runtime): Promise<Door>;
  /** @throws its snapshot is not there any more. */
  startProcess(door: Door, onExit: (why: string) => void): EnvironmentProcess | Promise<EnvironmentProcess>;
  /** Absent: it has no extensions, and none may register. */
  readonly extensions?: ExtensionSource | undefined;
}
