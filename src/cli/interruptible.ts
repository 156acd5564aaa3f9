import { exitCode } from '../model/errors.ts';

/**
 * The first Ctrl-C stops firing and keeps what was measured; the second ends at once, and the children with us.
 * @param first says what the first one does.
 */
export function interruptible(
  first = 'interrupted: writing what was measured',
): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    process.stderr.write(`\n${first} (once more to end at once)\n`);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, interrupt);
  const dispose = () => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, interrupt);
  };
  return { signal: controller.signal, [Symbol.dispose]: dispose };
}
