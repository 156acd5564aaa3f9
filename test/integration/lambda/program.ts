import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LambdaReadyLine } from '../../../src/model/platform/lambda.ts';
import { type FunctionOverrides, serviceConfig } from '../local/service-config.ts';
import { eventually } from '../rollcall.ts';
import { Lambda } from './embedded/lambda.ts';

export const lambdaProgram = join(import.meta.dirname, '../../../dist/targets/lambda/main.js');

/** For its stdin. The log and the telemetry go to `directory`. */
export const lambdaInput = (directory: string, fixtureName: string, overrides: FunctionOverrides = {}): string =>
  `${JSON.stringify(serviceConfig(directory, fixtureName, overrides))}\n`;

/** The compiled embedded Lambda as a program, with a function from the fixtures. */
export class LambdaProgram extends Lambda {
  readonly #child: ReturnType<typeof spawn>;
  #ready: LambdaReadyLine | undefined;

  /** @param descriptors the most file descriptors that it may have open. */
  static async start(
    fixtureName: string,
    overrides: FunctionOverrides = {},
    descriptors = 4096,
  ): Promise<LambdaProgram> {
    const lambda = new LambdaProgram(fixtureName, overrides, descriptors);
    await lambda.#becomeReady();
    return lambda;
  }

  private constructor(fixtureName: string, overrides: FunctionOverrides, descriptors: number) {
    super();
    const limited = ['-c', `ulimit -n ${descriptors}; exec "$@"`, 'sh', process.execPath, lambdaProgram];
    this.#child = spawn('/bin/sh', limited, {
      env: { ...process.env, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdin?.write(lambdaInput(this.directory, fixtureName, overrides));
  }

  get pid(): number {
    if (this.#ready === undefined) throw new Error('the program is not ready');
    return this.#ready.pid;
  }

  get url(): string {
    return this.#ready?.url ?? '';
  }

  get invokeEndpoint(): string {
    return this.#ready?.invokeEndpoint ?? '';
  }

  async discard(): Promise<void> {
    const { stdin, stdout } = this.#child;
    if (stdin === null || stdout === null) throw new Error('no stdin or stdout');
    const answered = once(stdout, 'data');
    stdin.write('{"discard":"fixture"}\n');
    await answered;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  endStdin(): void {
    this.#child.stdin?.end();
  }

  async #becomeReady(): Promise<void> {
    if (this.#child.stdout === null) throw new Error('no stdout');
    for await (const line of createInterface({ input: this.#child.stdout })) {
      this.#ready = JSON.parse(line) as LambdaReadyLine;
      return;
    }
    rmSync(this.directory, { recursive: true });
    throw new Error('the embedded Lambda ended before it was ready');
  }
}

/** True once none of the processes exists any more. */
export const allGone = (pids: readonly number[]): Promise<boolean> => eventually(() => !pids.some(isAlive));

/** A zombie has ended; somebody has only not asked for its status yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
