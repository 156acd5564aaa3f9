import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { CodeArchives } from '../code/code-archives.ts';

/**
 * A function for Python in a copy of its package, with the bytecode of all modules. It is not checked against the sources, whose times
 * an archive does not keep.
 * Source: docs.python.org/3/library/compileall.html
 * @throws {UserError} `not-compiled`
 */
export async function compiledPython(code: LambdaCode, archives: CodeArchives): Promise<LambdaCode> {
  if (!('python' in code || 'function' in code) || code.taskRoot === undefined)
    throw new UserError('not-compiled', '`bytecode` is for functions for Python; remove it');
  const { taskRoot, file, python = 'python3', options = [] } = code;
  const folder = await archives.newFolder();
  await cp(taskRoot, folder, { recursive: true, verbatimSymlinks: true });
  const args = [...options, '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash', folder];
  try {
    await promisify(execFile)(python, args, { env: { PATH: process.env['PATH'] ?? '' } });
  } catch (cause) {
    const { stdout = '', message } = cause as { stdout?: string; message: string };
    throw new UserError('not-compiled', `${taskRoot} could not be compiled: ${stdout.trim() || message}`, { cause });
  }
  return { ...code, taskRoot: folder, file: join(folder, relative(taskRoot, file)) };
}
