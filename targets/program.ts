import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ReadyLine } from '../src/model/platform/programs.ts';

/** A stop that takes longer is cut off: whoever asked for it may be gone, and then nobody else would end the process. */
const stopTimeoutMs = 3500;

/**
 * The configuration: the first line of stdin, as JSON. Arguments would be readable by every user of the machine, and limited to
 * 128 KiB. Without such a line the program ends with a line on stderr. The end of stdin is left to `onStop`.
 */
export async function readConfig<T>(): Promise<T> {
  const line = await firstLine(process.stdin);
  if (line === undefined) return fail('expected the configuration as the first line of stdin, as JSON');
  try {
    return JSON.parse(line) as T;
  } catch {
    // The parser's own message quotes what it has read, which may hold secrets.
    return fail('the first line of stdin is no JSON');
  }
}

/** Undefined if the stream ends before the line does. What comes after the line is not kept. */
function firstLine(stream: Readable): Promise<string | undefined> {
  const pieces: Buffer[] = [];
  return new Promise((resolve) => {
    const settle = (line: string | undefined) => {
      stream.off('data', take).off('end', end).off('close', end).off('error', end).pause();
      resolve(line);
    };
    const take = (piece: Buffer) => {
      const at = piece.indexOf('\n');
      pieces.push(at < 0 ? piece : piece.subarray(0, at));
      if (at >= 0) settle(Buffer.concat(pieces).toString());
    };
    const end = () => settle(undefined);
    stream.on('data', take).once('end', end).once('close', end).once('error', end);
  });
}

/** Announces on stdout that this program takes requests at `url`. */
export const announceReady = (url: string): void => announce({ ready: true, url, pid: process.pid });

/** If the reader of stdout has gone, this fails with EPIPE. The end of stdin then stops this program in good order. */
export function announce(line: ReadyLine): void {
  process.stdout.on('error', () => {}).write(`${JSON.stringify(line)}\n`);
}

/** Answers each further line of stdin, a command as JSON, with one line on stdout. */
export function onCommand<Command>(answer: (command: Command) => Promise<object>): void {
  createInterface({ input: process.stdin }).on('line', (line) => {
    void answer(JSON.parse(line) as Command).then((answered) => process.stdout.write(`${JSON.stringify(answered)}\n`));
  });
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
