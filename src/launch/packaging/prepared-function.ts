import { cp } from 'node:fs/promises';
import { UserError } from '../../model/errors.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import type { CodeArchives } from '../code/code-archives.ts';
import { entryAt } from '../code/function-files.ts';
import { prepareFolder } from '../helpers/prepare-folder.ts';

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
  const problem = await prepareFolder(prepare, { folder, env: { PATH: process.env['PATH'] ?? '' }, signal });
  if (signal.aborted) throw new UserError('interrupted', 'interrupted: the function was not prepared');
  if (problem !== undefined) throw new UserError('not-prepared', problem);
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
