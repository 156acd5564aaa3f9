import { exitCode } from '../model/exit-code.ts';
import { printable } from '../model/printable.ts';
import { fitted } from './terminal-options.ts';

/**
 * Handles streams that cannot be written. A reader that closes early, such as `head`, must not lose a run and needs no message.
 * Every other error is one message and exit code 2, because output is missing.
 */
export function watchStandardStreams(): void {
  let failed = false;
  const watch = (stream: NodeJS.WriteStream, name: string) =>
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      // After its first error, a stream fails every later write.
      if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END' || failed)
        return;
      failed = true;
      if (name === 'stdout') process.stderr.write(`stdout cannot be written: ${printable(message)}\n`);
    });
  watch(process.stdout, 'stdout');
  watch(process.stderr, 'stderr');
  process.on('exit', (code) => {
    if (failed && code !== exitCode.bug && code !== exitCode.interrupted) process.exitCode = exitCode.badInput;
  });
}

/** One message. Control characters in it are shown, not executed by the terminal. */
export const printToStderr = (message: string): void => {
  process.stderr.write(`${fitted(printable(message), process.stderr)}\n`);
};
