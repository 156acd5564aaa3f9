import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import type { Ending } from './rollcall.ts';

/** A process that runs command lines one after another: for claims about processes that need many commands. */
export class CommandProcess implements Disposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  static async start(cwd: string): Promise<CommandProcess> {
    const program = join(packageRoot, 'test/fixtures/commands.mjs');
    const child = spawn(process.execPath, [program], { cwd, stdio: ['pipe', 'ignore', 'pipe'] });
    const started = new CommandProcess(child, createInterface({ input: child.stderr }));
    await started.#until(/^ready$/);
    return started;
  }

  private constructor(child: ChildProcess, lines: AsyncIterable<string>) {
    this.#child = child;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** @throws if the command ends the process */
  async run(...args: string[]): Promise<Omit<Ending, 'stdout'>> {
    this.#child.stdin?.write(`${JSON.stringify(args)}\n`);
    const { text, match } = await this.#until(/^exit (\d+)$/);
    return { code: Number(match[1]), stderr: text };
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }

  /** The lines up to the one that matches, without it. */
  async #until(pattern: RegExp): Promise<{ readonly text: string; readonly match: RegExpExecArray }> {
    let text = '';
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error(`the process ended: ${text}`);
      const match = pattern.exec(value);
      if (match !== null) return { text, match };
      text += `${value}\n`;
    }
  }
}
