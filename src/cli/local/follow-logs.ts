import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../model/errors.ts';
import { printable } from '../../model/printable.ts';

export interface FollowedLog {
  readonly file: string;
  /** Prefix of each line, which names the function. */
  readonly prefix: string;
}

/** Symbolic links are not followed. */
const emptied = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
/** Interval between reads. The logs are files, so a slow terminal cannot delay the functions. */
const lookEveryMs = 100;

/**
 * Empties the logs and shows their new lines. When disposed, it shows the remaining lines: the writer of the logs
 * has ended by then.
 * @throws {UserError} `log-unusable`
 */
export async function followLogs(
  logs: readonly FollowedLog[],
  output: NodeJS.WritableStream,
): Promise<AsyncDisposable> {
  const terminal = 'isTTY' in output && output.isTTY === true;
  const tails = await Promise.all(
    logs.map((log) => Tail.open(log, (line) => output.write(terminal ? shown(line) : line))),
  );
  const stopped = new AbortController();
  const following = follow(tails, stopped.signal);
  return {
    [Symbol.asyncDispose]: async () => {
      stopped.abort();
      await following;
      await Promise.all(tails.map((tail) => tail.end()));
    },
  };
}

async function follow(tails: readonly Tail[], stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    await Promise.all(tails.map((tail) => tail.read()));
    await delay(lookEveryMs, undefined, { signal: stopped }).catch(() => {});
  }
}

/** Function output is untrusted. REPORT lines contain tabs, and AWS's clients separate the lines of an error with `\r`. */
const shown = (line: string): string => line.replaceAll(/\r\n?/g, '\n').split('\t').map(printable).join('\t');

class Tail {
  readonly #file: FileHandle;
  readonly #prefix: string;
  readonly #show: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  readonly #chunk = Buffer.alloc(65_536);
  #unfinished = '';

  static async open({ file, prefix }: FollowedLog, show: (line: string) => void): Promise<Tail> {
    try {
      return new Tail(await open(file, emptied), prefix, show);
    } catch (cause) {
      throw new UserError('log-unusable', `the log ${file}: ${(cause as Error).message}`, { cause });
    }
  }

  private constructor(file: FileHandle, prefix: string, show: (line: string) => void) {
    this.#file = file;
    this.#prefix = prefix;
    this.#show = show;
  }

  /** Everything that was written since the last call. */
  async read(): Promise<void> {
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#chunk, 0, this.#chunk.length, null);
      if (bytesRead === 0) return;
      const lines = (this.#unfinished + this.#decoder.write(this.#chunk.subarray(0, bytesRead))).split('\n');
      this.#unfinished = lines.pop() ?? '';
      for (const line of lines) this.#show(`${this.#prefix}${line}\n`);
    }
  }

  async end(): Promise<void> {
    await this.read();
    if (this.#unfinished !== '') this.#show(`${this.#prefix}${this.#unfinished}\n`);
    await this.#file.close();
  }
}
