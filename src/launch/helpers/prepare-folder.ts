import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface PreparePlace {
  readonly folder: string;
  /** All variables of the commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const prepareWithinMs = 120_000;

/** Runs commands in a folder, one after the other. Resolves to why one of them failed, or to undefined. */
export async function prepareFolder(
  commands: readonly (readonly string[])[],
  { folder, env, signal }: PreparePlace,
): Promise<string | undefined> {
  for (const [program = '', ...args] of commands) {
    const options = { cwd: folder, env, signal, timeout: prepareWithinMs };
    const problem = await promisify(execFile)(program, args, options).then(() => undefined, problemOf(program));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const problemOf =
  (program: string) =>
  ({ code, message, stderr }: Error & { code?: unknown; stderr?: string }): string =>
    code === 'ENOENT' ? `${program} is not installed` : `prepare: ${stderr?.trim() || message}`;
