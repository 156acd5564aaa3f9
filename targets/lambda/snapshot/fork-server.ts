import { openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isObject, type JsonObject, parsedJson } from '../../../src/model/json/json-object.ts';
import type { ProcessExit, StartedProcess } from '../environment/process.ts';

/**
 * Asks a process that has initialized a function for forks of itself. Both sides write lines of JSON:
 *
 * - `{fork: 1, variables}`: what differs from its own environment variables
 * - `{forked: 1, pid, output, errors}`: the fork waits; the two are the descriptors in that process from which its output is read
 * - `{go: 1}`: they are open here, and the fork has its limits
 * - `{exited: pid, code}` or `{exited: pid, signal}`
 */
export class ForkServer {
  readonly #control: Duplex;
  readonly #pid: number;
  readonly #asked = new Map<number, { resolve(started: StartedProcess): void; reject(error: Error): void }>();
  readonly #alive = new Map<number, (exit: ProcessExit) => void>();
  #forks = 0;
  #unread = '';
  #hasEnded = false;

  /** @param pid of the process on the other side. */
  constructor(control: Duplex, pid: number) {
    this.#control = control;
    this.#pid = pid;
    control.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    control.on('error', () => {}).once('close', () => this.#end());
  }

  /**
   * The fork runs nothing of the function until this turn of the event loop has ended: whoever asked for it sets its limits until then.
   * @throws the process is not there any more, or cannot fork; the system's error.
   */
  fork(variables: Readonly<Record<string, string>>): Promise<StartedProcess> {
    if (this.#hasEnded) return Promise.reject(gone());
    this.#forks += 1;
    const fork = this.#forks;
    this.#control.write(`${JSON.stringify({ fork, variables })}\n`);
    return new Promise((resolve, reject) => this.#asked.set(fork, { resolve, reject }));
  }

  #take(text: string): void {
    const lines = (this.#unread + text).split('\n');
    this.#unread = lines.pop() ?? '';
    for (const line of lines) {
      const message = parsedJson(line);
      if (!isObject(message)) continue;
      if ('forked' in message) this.#forked(message);
      else if ('refused' in message)
        this.#asked.get(Number(message['refused']))?.reject(new Error(String(message['why'])));
      else if ('exited' in message) this.#exited(message);
    }
  }

  #forked(message: JsonObject): void {
    const [fork, pid] = [Number(message['forked']), Number(message['pid'])];
    const asked = this.#asked.get(fork);
    this.#asked.delete(fork);
    const exit = new Promise<ProcessExit>((resolve) => this.#alive.set(pid, resolve));
    try {
      const outputs = ['output', 'errors'].map((name) => this.#pipe(Number(message[name])));
      asked?.resolve({ pid, outputs, exit });
    } catch (error) {
      process.kill(pid, 'SIGKILL');
      asked?.reject(error as Error);
    }
    setImmediate(() => this.#control.write(`${JSON.stringify({ go: fork })}\n`));
  }

  /** Linux opens what a descriptor of another process is open on: proc(5). */
  #pipe(descriptor: number): Socket {
    return new Socket({ fd: openSync(`/proc/${this.#pid}/fd/${descriptor}`, 'r'), readable: true, writable: false });
  }

  #exited({ exited, code, signal }: JsonObject): void {
    const pid = Number(exited);
    const exit = typeof signal === 'string' ? { code: null, signal } : { code: Number(code), signal: null };
    this.#alive.get(pid)?.(exit as ProcessExit);
    this.#alive.delete(pid);
  }

  /** Its forks die with it. */
  #end(): void {
    this.#hasEnded = true;
    for (const { reject } of this.#asked.values()) reject(gone());
    for (const resolve of this.#alive.values()) resolve({ code: null, signal: 'SIGKILL' });
    this.#asked.clear();
    this.#alive.clear();
  }
}

const gone = (): Error => new Error('the process that holds its snapshot has ended');
