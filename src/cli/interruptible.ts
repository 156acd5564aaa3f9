import { exitCode } from '../model/errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The first Ctrl-C stops firing and keeps what was measured; the second ends at once, and the children with us.
 * A terminal that is closed counts as the first.
 * @param first says what the first one does.
 * @param second says what is lost by the second, if anything is.
 */
export function interruptible(
  first = 'interrupted: writing what was measured',
  second?: string,
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (second !== undefined) process.stderr.write(`${second}\n`);
      process.exit(exitCode.interrupted);
    }
    process.stderr.write(`\n${first} (once more to end at once)\n`);
    controller.abort();
  };
  for (const name of signals) process.on(name, interrupt);
  const dispose = () => {
    for (const name of signals) process.off(name, interrupt);
  };
  return { signal: controller.signal, [Symbol.dispose]: dispose };
}
