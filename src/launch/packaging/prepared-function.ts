import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import type { CodeArchives } from '../code/code-archives.ts';
import { entryAt } from '../code/function-files.ts';

const prepareWithinMs = 120_000;

/**
 * A function after its `prepare` commands, which run in a copy of its folder. Nothing of the caller's environment reaches them but PATH.
 * @throws {UserError} `not-prepared`
 */
export async function preparedFunction(
  { prepare, ...source }: FunctionCode,
  archives: CodeArchives,
  signal: AbortSignal,
): Promise<FunctionCode> {
  if (prepare === undefined) return source;
  const folder = await copyOf(source, archives);
  const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '' }, signal, timeout: prepareWithinMs };
  for (const [program = '', ...args] of prepare)
    await promisify(execFile)(program, args, options).catch(failed(program));
  return { ...source, directory: folder };
}

async function copyOf({ file, directory = '' }: FunctionCode, archives: CodeArchives): Promise<string> {
  const { kind, path } = await entryAt(file ?? directory);
  if (file !== undefined || kind === 'file')
    throw new UserError(
      'not-prepared',
      `${path}: \`prepare\` runs in a copy of a folder; name the directory of the function`,
    );
  const folder = await archives.newFolder();
  await cp(path, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

function failed(program: string): (error: Error) => never {
  return (cause: Error & { readonly code?: unknown; readonly stderr?: string }) => {
    if (cause.name === 'AbortError') throw new UserError('interrupted', 'interrupted: the function was not prepared');
    if (cause.code === 'ENOENT')
      throw new UserError('not-prepared', `${program} is not installed, which prepares the function`, { cause });
    throw new UserError(
      'not-prepared',
      `${program} could not prepare the function: ${cause.stderr?.trim() || cause.message}`,
      { cause },
    );
  };
}
