import { exitCode } from '../model/errors.ts';
import { printable } from '../model/printable.ts';

/**
 * What becomes of a stream that takes no more. A reader that has seen enough, such as `head`, is no reason to lose a run, or to say
 * anything. Everything else is: what was to be there is not, which is one message and exit code 2.
 */
export function watchStandardStreams(): void {
  let failed = false;
  const watch = (stream: NodeJS.WriteStream, name: string) =>
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // After its first error a stream refuses what comes with errors of its own.
      if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END' || failed)
        return;
      failed = true;
      if (name === 'stdout') process.stderr.write(`stdout cannot be written: ${printable(message)}\n`);
    });
  watch(process.stdout, 'stdout');
  watch(process.stderr, 'stderr');
  process.on('exit', (code) => {
    if (failed && (code === exitCode.good || code === exitCode.thresholdFailed || code === exitCode.invalidRun))
      process.exitCode = exitCode.badInput;
  });
}

/** One message. Control characters in it are shown, not executed by the terminal. */
export const printToStderr = (message: string): void => {
  process.stderr.write(`${printable(message)}\n`);
};
