import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Duplex, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay, setImmediate as polled } from 'node:timers/promises';
import { type Freezer, signalFreezer } from '../freezing/freezer.ts';
import { innermost, isolated, isolatedEnvironment, release, setpriv, signalIn } from '../isolation/isolation.ts';

/** From SIGTERM to SIGKILL, where nobody says otherwise: the longest that Lambda gives an environment. */
const shutdownMs = 2000;

/** Longer lines are cut there, as a log that is never read back into memory needs a bound. */
const longestLine = 256 * 1024;

/** So long is read what a process had printed before its end, and at least in one turn of the event loop, however late that is. */
const outputAfterExitMs = 50;

/**
 * On Linux the kernel kills an environment when its supervisor dies, whatever the function is busy with. It costs one
 * more exec, below 1 ms. Elsewhere the runtime ends when its connection to the Runtime API does.
 */
const dieWithSupervisor = existsSync(setpriv) ? `${setpriv} --pdeathsig KILL ` : '';

/** A frozen process sees nothing end: only where the kernel kills it with its supervisor may it be frozen. */
const canFreeze = dieWithSupervisor !== '';

/**
 * An environment of Lambda has 1,024 file descriptors. One of few rights cannot raise a lower limit, and keeps it. Lambda's
 * limit of 1,024 processes cannot be kept here: the kernel counts all processes and threads of a user together.
 */
const limited = ['/bin/sh', '-c', `ulimit -n 1024 2>/dev/null; exec ${dieWithSupervisor}"$@"`, 'sh'];

/** Whoever enters a mount namespace is in its root folder. */
const limitedInside = (directory: string, enter: readonly string[]) => [
  ...enter,
  ...limited.map((part) => (part.startsWith('ulimit') ? `cd "$1" || exit 1; unset OLDPWD; shift; ${part}` : part)),
  directory,
];

export interface EnvironmentCommand {
  readonly command: readonly string[];
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
  /** In front of all else: puts the process into the mount namespace of its function. Absent: it sees the machine's files. */
  readonly enter?: readonly string[] | undefined;
  /** Whether it and what it starts see no other processes. */
  readonly isolate?: boolean;
  /** What is written to its stdin, which stays open as long as this process lives: for a server that stops at its end. Absent: empty. */
  readonly stdin?: string;
  /** Whether it has a socket to this process, as its descriptor 3. Not with `isolate`, which needs that descriptor. */
  readonly control?: boolean;
  onLine(line: string): void;
  /** Called once, when the process has ended and its last lines were read, or could not be started, in the platform's words. */
  onExit(why: string): void;
}

/** In place of a command: a process that goes on from a snapshot. */
export interface RestoredProcess extends Pick<EnvironmentCommand, 'onLine' | 'onExit'> {
  readonly started: StartedProcess & { readonly control?: undefined };
}

/** A process that is there already: it leads a process group of its own. */
export interface StartedProcess {
  readonly pid: number;
  readonly outputs: readonly Readable[];
  /** Of its leader. */
  readonly exit: Promise<ProcessExit>;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One operating-system process and the group of all that it starts. */
export class EnvironmentProcess implements Freezer {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  readonly ended: Promise<void>;
  /** Where it was asked for. */
  readonly control: Duplex | undefined;
  readonly #followers: ((line: string) => void)[] = [];
  readonly #outputs: LineReader[];
  readonly #streams: readonly Readable[];
  readonly #isIsolated: boolean;
  #innermost: number | undefined;
  #freezer: Freezer = signalFreezer((name) => this.#signal(name));
  /** Its process group has gone; the number may be another's by now. */
  #isOver = false;

  constructor(command: EnvironmentCommand | RestoredProcess) {
    const { isolate = false, onLine, onExit } = { isolate: false, ...command };
    const { pid, outputs, exit, control } = 'started' in command ? command.started : spawned(command);
    this.pid = pid;
    this.control = control;
    this.#isIsolated = isolate;
    this.#streams = outputs;
    this.ended = exit.then(
      async ({ code, signal }) => {
        // What it had started does not outlive it.
        this.kill();
        this.#isOver = true;
        await this.#closed();
        onExit(exitReason(code, isolate ? (signal ?? signalIn(code) ?? null) : signal));
      },
      (error: Error) => onExit(`Runtime could not be started: ${error.message}`),
    );
    const read = (line: string) => {
      onLine(line);
      for (const follow of this.#followers) follow(line);
    };
    this.#outputs = outputs.map((stream) => new LineReader(stream, read));
  }

  /** The process whose CPU and memory count: that of the runtime. Undefined if it is not there. */
  get meteredPid(): number | undefined {
    if (!this.#isIsolated || this.pid === undefined) return this.pid;
    this.#innermost ??= innermost(this.pid);
    return this.#innermost;
  }

  follow(onLine: (line: string) => void): void {
    this.#followers.push(onLine);
  }

  /** What was printed without a line end counts as a line: the call that printed it has ended. */
  endLines(): void {
    for (const output of this.#outputs) output.endLine();
  }

  freezeBy(freezer: Freezer): void {
    this.#freezer = freezer;
  }

  freeze(): void {
    if (canFreeze && !this.#isOver) this.#freezer.freeze();
  }

  thaw(): void {
    if (canFreeze && !this.#isOver) this.#freezer.thaw();
  }

  /** SIGTERM to the group, SIGKILL when its time is up. */
  async shutDown(limitMs = shutdownMs): Promise<void> {
    this.thaw();
    this.#signal('SIGTERM');
    const force = setTimeout(() => this.kill(), limitMs);
    await this.ended;
    clearTimeout(force);
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  /** What it printed last has been read. What left its process group may hold its output open for ever. */
  async #closed(): Promise<void> {
    const streams = this.#streams.filter((stream) => !stream.closed);
    const closed = Promise.all(streams.map((stream) => once(stream, 'close')));
    await Promise.race([closed, delay(outputAfterExitMs, undefined, { ref: false }).then(() => polled())]);
    for (const stream of streams) stream.destroy();
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid === undefined || this.#isOver) return;
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      // Nobody of the group is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

type Spawned = Omit<StartedProcess, 'pid'> & Pick<EnvironmentProcess, 'pid' | 'control'>;

function spawned({
  command,
  directory,
  variables,
  enter,
  isolate = false,
  stdin,
  control = false,
}: EnvironmentCommand): Spawned {
  const chain = isolate ? isolated(directory, enter) : enter === undefined ? limited : limitedInside(directory, enter);
  const [program = process.execPath, ...args] = [...chain, ...command];
  // detached: a process group of its own, so that what the function starts can be stopped with it.
  const child = spawn(program, args, {
    cwd: directory,
    env: isolate ? isolatedEnvironment() : variables,
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(isolate || control ? ['pipe' as const] : [])],
    detached: true,
  });
  // It may end before it has read it, or could not be started; its exit says so.
  if (stdin !== undefined) child.stdin?.on('error', () => {}).write(stdin);
  // Out of file descriptors there are no streams at all, whatever the types say, and an error follows.
  const third = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Duplex | null | undefined;
  // Whoever has started it sets its limits before.
  if (isolate && third != null) setImmediate(() => release(third, variables));
  const exit = new Promise<ProcessExit>((resolve, reject) => {
    child.once('error', (error) => child.pid === undefined && reject(error));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const outputs = [child.stdout, child.stderr].filter((stream) => stream != null);
  return { pid: child.pid, outputs, exit, control: control ? (third ?? undefined) : undefined };
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
}

class LineReader {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(stream: Readable, onLine: (line: string) => void) {
    const decoder = new StringDecoder('utf8');
    this.#onLine = onLine;
    stream.on('data', (bytes: Buffer) => this.#take(decoder.write(bytes)));
    stream.on('end', () => {
      this.#take(decoder.end());
      this.endLine();
    });
  }

  endLine(): void {
    const line = this.#rest;
    this.#rest = '';
    if (line !== '') this.#onLine(line);
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
    if (this.#rest.length >= longestLine) this.endLine();
  }
}
