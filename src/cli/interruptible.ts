import { exitCode } from '../model/errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption extends Disposable {
  /** Aborted by the first signal: what is measured ends. */
  readonly signal: AbortSignal;
  /** Aborted some time after it: what takes long and can be made later, such as a page of many samples, is left out. */
  readonly late: AbortSignal;
}

export interface InterruptionWords {
  /** What the first signal does. */
  readonly first?: string;
  /** What is lost by the second, if anything is. Something that takes its time is to be done then. */
  readonly second?: string | undefined;
}

/** The waits of a run that was told to stop are over by then. */
const lateAfterMs = 2500;
/** A command that was told to stop ends within 5 s, whatever holds it up. */
const mostMs = 4700;

/**
 * The first Ctrl-C stops firing and keeps what was measured; the second ends at once, and the children with us.
 * A terminal that is closed counts as the first.
 */
export function interruptible({
  first = 'interrupted: writing what was measured',
  second,
}: InterruptionWords = {}): Interruption {
  const [controller, late] = [new AbortController(), new AbortController()];
  const end = (words: string | undefined) => {
    if (words !== undefined) process.stderr.write(`${words}\n`);
    process.exit(exitCode.interrupted);
  };
  const interrupt = () => {
    if (controller.signal.aborted) end(second);
    process.stderr.write(`\n${first} (once more to end at once)\n`);
    controller.abort();
    setTimeout(() => late.abort(), lateAfterMs).unref();
    if (second === undefined) setTimeout(() => end('it could not end in time, and was cut off'), mostMs).unref();
  };
  for (const name of signals) process.on(name, interrupt);
  const dispose = () => {
    for (const name of signals) process.off(name, interrupt);
  };
  return { signal: controller.signal, late: late.signal, [Symbol.dispose]: dispose };
}
