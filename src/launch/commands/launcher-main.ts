import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { LaunchOrder, LaunchReading } from './launch-order.ts';

/**
 * A process of its own that launches one command at a time, and takes the time until its first byte of output. It does nothing else, so
 * that nothing delays the reading of that byte. It leads its process group, which everything that it launches is in.
 */
process.on('disconnect', () => process.exit(0));
// Nobody is left to read.
process.on('error', () => process.exit(0));
process.on('message', async (order: LaunchOrder) => {
  const reading = await launch(order);
  process.send?.(reading);
});

const longestStderr = 2000;

async function launch({ command, cwd, env, lines, timeoutMs }: LaunchOrder): Promise<LaunchReading> {
  const [program = '', ...args] = command;
  // Code before the first instant would be compiled within it, the first time.
  const times: bigint[] = [];
  const beganAt = process.hrtime.bigint();
  const child = spawn(program, args, { cwd, env, stdio: 'pipe' });
  const output = new Output(child);
  const late = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    times.push((await output.line()) - beganAt);
    for (let sent = 0; sent < lines; sent += 1) {
      const sentAt = process.hrtime.bigint();
      child.stdin.write('\n');
      times.push((await output.line()) - sentAt);
    }
    child.stdin.end();
    const problem = await output.ended;
    if (problem !== undefined) return problem;
  } catch (problem) {
    if (problem instanceof Error) throw problem;
    child.kill('SIGKILL');
    await output.ended;
    return problem as LaunchReading;
  } finally {
    clearTimeout(late);
  }
  return { kind: 'launched', timesNs: times.map(Number) };
}

type Failed = Exclude<LaunchReading, { kind: 'launched' }>;

/** What a command prints, a line at a time. */
class Output {
  /** Undefined if it ended well. Never rejects. */
  readonly ended: Promise<Failed | undefined>;
  #stderr = '';
  #firstByteAt: bigint | undefined;
  #lineIsWhole = false;
  #wake: () => void = () => {};
  #problem: Failed | undefined;
  #hasEnded = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    child.stdout.on('data', (chunk: Buffer) => {
      this.#firstByteAt ??= process.hrtime.bigint();
      this.#lineIsWhole ||= chunk.includes('\n');
      this.#wake();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-longestStderr);
    });
    // It may end without reading its lines.
    child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => {
      child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
        this.#end(code === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', reason: message }, resolve),
      );
      child.once('close', (exitCode, signal) => this.#end(this.#failure(exitCode, signal), resolve));
    });
  }

  /** When the first byte of a line was read, once that line is whole. @throws {Failed} if the command ends before. */
  async line(): Promise<bigint> {
    while (!this.#lineIsWhole && !this.#hasEnded)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const firstByteAt = this.#firstByteAt;
    this.#firstByteAt = undefined;
    this.#lineIsWhole = false;
    // A last line may have no line break.
    if (firstByteAt === undefined) throw this.#problem ?? { kind: 'failed', reason: 'ended before its output' };
    return firstByteAt;
  }

  #end(problem: Failed | undefined, resolve: (problem: Failed | undefined) => void): void {
    this.#problem ??= problem;
    this.#hasEnded = true;
    this.#wake();
    resolve(this.#problem);
  }

  #failure(exitCode: number | null, signal: string | null): Failed | undefined {
    if (exitCode === 0) return undefined;
    const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
    return { kind: 'failed', reason: [how, this.#stderr.trim()].filter((text) => text !== '').join(': ') };
  }
}
