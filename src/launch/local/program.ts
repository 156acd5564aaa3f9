import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { ReadyLine } from '../../model/platform/programs.ts';
import { printable } from '../../model/printable.ts';
import { endsWithUs, killGroup } from '../helpers/process-group.ts';
import { startFailure } from '../helpers/start-failure.ts';
import { within } from '../helpers/within.ts';
import { delegatedScope, type Scope } from './delegated-scope.ts';
import { programFile } from './program-file.ts';

export interface Program extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly ready: ReadyLine;
  readonly startupMs: number;
  /** Why it has no control group of its own, where the system could have given one. */
  readonly scopeTrouble?: string;
  /** Resolves when the process has ended, with the reason; never rejects. */
  readonly ended: Promise<string>;
  /** The end of what it has said on stderr. */
  lastWords(): string;
  /** Sends a command as a line of stdin. Resolves with the answer, the next line of stdout that begins so; never, if it ends. */
  ask(command: object, begins: string): Promise<unknown>;
  /** Gracefully, then by force, as a process group. Can be called again. */
  stop(): Promise<void>;
}

export interface ProgramOptions {
  readonly name: string;
  readonly program: string;
  readonly config: object;
  /** The whole environment of the child beyond PATH and locale. Nothing of ours is inherited: we may hold credentials. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Its working directory. Absent: ours. */
  readonly directory?: string;
  /**
   * Its event loop, or that of a child in its process group, runs foreign code that may never come back to read stdin, and that
   * may start processes of its own: then a reaper kills the whole group when we are gone, however we went. `stopped-by-it`: the foreign
   * code is in children that the program stops, and the reaper comes after it had the time.
   */
  readonly runsForeignCode?: boolean | 'stopped-by-it';
  /** Absent: 30,000. */
  readonly readyTimeoutMs?: number;
  /** It limits processes of its own by control groups, and gets one that is ours where the system gives one. */
  readonly limitsProcesses?: boolean;
  /** Gets what it says on stderr once it is ready. */
  readonly onWords?: (text: string) => void;
  readonly signal?: AbortSignal;
}

const defaultReadyTimeoutMs = 30_000;
const stopTimeoutMs = 4000;
/** The same in a run that was stopped. */
const hurriedStopMs = 2500;
/** A process that was killed is gone at once; what left its group may hold its output open for ever. */
const killedMs = 500;

/** A shell that waits for the end of its stdin, whose other end we hold, and then kills a process group. About 1 MB. */
const reaperScript = 'cat >/dev/null; sleep "$2"; kill -s KILL -- "-$1" 2>/dev/null';
const reaperWaits = { true: 0, 'stopped-by-it': stopTimeoutMs / 1000 };

/**
 * Starts a program of `targets/` and waits for its ready line.
 * @throws {UserError} `target-failed` with the program's own words if it ends or stays silent instead.
 */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const startedAtMs = performance.now();
  const scope = options.limitsProcesses === true ? await delegatedScope() : undefined;
  const child = spawnProgram(options, scope !== undefined && 'command' in scope ? scope : undefined);
  const { runsForeignCode = false } = options;
  const reaper = runsForeignCode === false ? undefined : startReaper(child.pid, reaperWaits[`${runsForeignCode}`]);
  const stderr = keepTail(child);
  const ended = endOf(child);
  const nextLine = linesOf(child);
  const stop = async () => {
    await stopProgram(child, ended, options.signal);
    reaper?.kill('SIGKILL');
  };
  try {
    const ready = await readyLine(nextLine('{"ready":true'), ended, stderr, options);
    const startupMs = performance.now() - startedAtMs;
    if (options.onWords !== undefined) child.stderr?.on('data', options.onWords);
    const ask = (command: object, begins: string) => {
      child.stdin?.write(`${JSON.stringify(command)}\n`);
      return nextLine(begins);
    };
    const { url, pid } = ready;
    const trouble = scope !== undefined && 'trouble' in scope ? scope.trouble : undefined;
    const facts = { url, pid, ready, startupMs, lastWords: stderr, ...optional('scopeTrouble', trouble) };
    return { ...facts, ended, ask, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnProgram(
  { program, config, environment, directory }: ProgramOptions,
  scope: Scope = { command: [], environment: {} },
): ChildProcess {
  const [command = process.execPath, ...args] = [...scope.command, process.execPath, programFile(program)];
  const child = spawn(command, args, {
    env: { ...cleanEnvironment(environment), ...scope.environment },
    cwd: directory,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own process group: a Ctrl-C in the terminal reaches us alone, and stopping it takes its children along.
    detached: true,
  });
  endsWithUs(child);
  // It may end before it has read its configuration; its own words say why. Out of file descriptors there are no streams at all.
  child.stdin?.on('error', () => {}).write(`${JSON.stringify(config)}\n`);
  return child;
}

function startReaper(group: number | undefined, waitS: number): ChildProcess | undefined {
  if (group === undefined) return undefined;
  const reaper = spawn('/bin/sh', ['-c', reaperScript, 'sh', String(group), String(waitS)], {
    env: cleanEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell, the program still stops by itself when its stdin ends.
  reaper.on('error', () => {});
  // Out of file descriptors there are no streams at all, whatever the types say.
  reaper.stdin?.on('error', () => {});
  return reaper;
}

/** What every child has; nothing of ours beside it. */
export function cleanEnvironment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  const path = process.env['PATH'];
  return { ...optional('PATH', path), LANG: 'en_US.UTF-8', TZ: ':UTC', ...own };
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    const all = tail + text;
    // From the beginning of a line: part of a secret would not be recognized.
    tail = all.length <= 4000 ? all : all.slice(-4000).replace(/^[^\n]*\n/, '');
  });
  return () => printable(tail.trim());
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(startFailure(error)));
    // 'close', not 'exit': by then its last words on stderr have been read.
    child.once('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

async function readyLine(
  ready: Promise<unknown>,
  ended: Promise<string>,
  stderr: () => string,
  { name, signal, readyTimeoutMs = defaultReadyTimeoutMs }: ProgramOptions,
): Promise<ReadyLine> {
  const timeout = AbortSignal.timeout(readyTimeoutMs);
  const given = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  const outcome = await Promise.race([
    ready as Promise<ReadyLine>,
    ended.then(
      (why) =>
        new UserError('target-failed', `${name} ended before it was ready (${why}): ${stderr() || 'it said nothing'}`),
    ),
    aborted(given).then(() => notReady(name, signal?.aborted === true ? 'stopped' : readyTimeoutMs, stderr())),
  ]);
  if (outcome instanceof UserError) throw outcome;
  return outcome;
}

function notReady(name: string, after: number | 'stopped', stderr: string): UserError {
  if (after === 'stopped') return new UserError('interrupted', `${name} was stopped while it started`);
  const said = stderr || 'it said nothing';
  return new UserError('target-failed', `${name} was not ready after ${after / 1000} s: ${said}`);
}

/** What the next line of stdout says that begins so. All lines are read, so that a handler that prints is never blocked by a full pipe. */
function linesOf(child: ChildProcess): (begins: string) => Promise<unknown> {
  const lines = child.stdout == null ? undefined : createInterface({ input: child.stdout });
  return (begins) =>
    new Promise((resolve) => {
      const take = (line: string) => {
        if (!line.startsWith(begins)) return;
        lines?.off('line', take);
        resolve(JSON.parse(line));
      };
      lines?.on('line', take);
    });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function stopProgram(
  child: ChildProcess,
  ended: Promise<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await within(ended, { ms: stopTimeoutMs, signal, hurriedMs: hurriedStopMs });
  // What is left of the group, if anything: itself, or grandchildren that a handler started.
  killGroup(child.pid);
  await within(ended, { ms: killedMs });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
}
