import { lateSignal } from '../library/late-signal.ts';
import { exitCode } from '../model/exit-code.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption extends Disposable {
  /** Aborted by the first signal: the measurement ends. */
  readonly signal: AbortSignal;
  /** Aborted a little later: skips long work that can be done later, such as the page of a large run. */
  readonly late: AbortSignal;
}

export interface InterruptionWords {
  /** Says what the first signal does. */
  readonly first?: string;
  /** Says what a second signal loses. If set, the command has no time limit after the first one. */
  readonly second?: string | undefined;
}

/** An interrupted command ends within 5 s in any case. */
const mostMs = 4700;

/**
 * The first Ctrl-C stops the load and keeps the measurements. The second one ends the command and its child processes at once.
 * A closed terminal counts as the first.
 */
export function interruptible({
  first = 'interrupted: writing the measurements',
  second,
}: InterruptionWords = {}): Interruption {
  const controller = new AbortController();
  const later = lateSignal(controller.signal);
  const end = (words: string | undefined) => {
    if (words !== undefined) process.stderr.write(`${words}\n`);
    process.exit(exitCode.interrupted);
  };
  let limit: NodeJS.Timeout | undefined;
  const interrupt = () => {
    if (controller.signal.aborted) end(second);
    process.stderr.write(`\n${first} (press Ctrl-C again to end at once)\n`);
    controller.abort();
    if (second === undefined)
      limit = setTimeout(() => end('the command did not end in time and was stopped'), mostMs).unref();
  };
  for (const name of signals) process.on(name, interrupt);
  const dispose = () => {
    for (const name of signals) process.off(name, interrupt);
    clearTimeout(limit);
    later[Symbol.dispose]();
  };
  return { signal: controller.signal, late: later.late, [Symbol.dispose]: dispose };
}
