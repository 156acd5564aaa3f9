import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../model/errors.ts';
import { endsWithUs, killGroup } from '../helpers/process-group.ts';
import { late, within } from '../helpers/within.ts';

export interface ImportPlace {
  /** An empty folder for files of the trace. */
  readonly scratch: string;
  /** Merged layers, as at `/opt`. Absent: there are none. */
  readonly layers: string | undefined;
  /** The function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

interface ImportCommand {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly handlerName: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** An init may take 10 s. What takes longer is shown, too, as long as it ends. */
const mostMs = 60_000;

/**
 * Runs an import to its end and returns what it has written to stderr. Nothing of the caller's environment reaches it but PATH.
 * @throws {UserError} `import-failed`, `interrupted`
 */
export async function importProcess(
  { command: [program, ...args], directory, handlerName, variables }: ImportCommand,
  { environment, signal }: ImportPlace,
): Promise<string> {
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...platformVariables(directory, handlerName), ...variables, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A process group of its own, so that what the import starts ends with it.
    detached: true,
  });
  endsWithUs(child);
  const stop = () => killGroup(child.pid);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = once(child, 'exit').catch((cause: Error) => {
      throw new UserError('import-failed', `${program} could not be started: ${cause.message}`, { cause });
    });
    const exit = await within(ended, { ms: mostMs });
    stop();
    if (signal.aborted) throw new UserError('interrupted', 'interrupted: the imports were not measured');
    if (exit === late)
      throw new UserError('import-failed', `${handlerName}: its import did not end within ${mostMs / 1000} s`);
    if (!child.stderr.closed) await within(once(child.stderr, 'close'), { ms: 1000 });
    const printed = Buffer.concat(chunks).toString();
    if (exit[0] !== 0) throw importFailed(handlerName, printed, `it ended with ${exit[1] ?? `exit status ${exit[0]}`}`);
    return printed;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** @param printed by the import: its last lines say more than an exit status does. */
export function importFailed(handlerName: string, printed: string, otherwise: string): UserError {
  const lines = printed.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import time:'));
  const said = lines.slice(-mostLines).join('\n');
  return new UserError('import-failed', `${handlerName} cannot be imported: ${said === '' ? otherwise : said}`, {
    hint: 'pass the variables that it needs with --env KEY=VALUE, and its layers with --layer',
  });
}

const mostLines = 12;

/** Those that a module is likely to read when it is imported. */
const platformVariables = (taskRoot: string, handlerName: string) => ({
  PATH: process.env['PATH'] ?? '',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  LAMBDA_TASK_ROOT: taskRoot,
  _HANDLER: handlerName,
});
