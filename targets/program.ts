import type { ReadyLine } from '../src/model/programs.ts';

/** A stop that takes longer is cut off: whoever asked for it may be gone, and then nobody else would end the process. */
const stopTimeoutMs = 3500;

/** The configuration: the first argument, as JSON. Without one the program ends with a line on stderr. */
export function readConfig<T>(): T {
  const text = process.argv[2];
  if (text === undefined) return fail(`usage: node ${process.argv[1]} JSON`);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    return fail(`the first argument is no JSON: ${messageOf(error)}`);
  }
}

/** Tells whoever started this program that it takes requests at `url`. */
export function announceReady(url: string): void {
  const line: ReadyLine = { ready: true, url, pid: process.pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/**
 * Calls `stop` once, on SIGTERM, SIGINT or the end of stdin (also one that ended before), and then ends the process.
 * Listening for the end does not keep the process alive.
 */
export function onStop(stop: () => Promise<void> | void): void {
  let stopping = false;
  const begin = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), stopTimeoutMs).unref();
    Promise.resolve()
      .then(stop)
      .then(
        () => process.exit(0),
        (error: unknown) => fail(`could not stop cleanly: ${messageOf(error)}`),
      );
  };
  process.once('SIGTERM', begin);
  process.once('SIGINT', begin);
  onStdinEnd(begin);
}

/** Ends the program: one line on stderr, exit code 1. */
export function fail(message: string): never {
  process.stderr.write(`${message.replace(/\s*\n\s*/g, ' ')}\n`);
  process.exit(1);
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function onStdinEnd(callback: () => void): void {
  const { stdin } = process;
  if (stdin.readableEnded || stdin.destroyed) {
    callback();
    return;
  }
  stdin.once('end', callback).once('close', callback).once('error', callback).resume();
  // A file has no such method, and ends by itself.
  (stdin as Partial<Pick<typeof stdin, 'unref'>>).unref?.();
}
