import { cp, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../model/errors.ts';
import type { CommandSpec } from '../../scenario/study/command-spec.ts';
import { programPath } from '../code/function-files.ts';
import { prepareFolder } from '../helpers/prepare-folder.ts';

export type PreparedCommand =
  | { readonly kind: 'ready'; readonly cwd: string; readonly program: string; readonly isScript: boolean }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Makes the working directory of a command: `folder`, which does not exist yet. */
export async function prepareCommand(
  { command, files, prepare }: CommandSpec,
  {
    folder,
    env,
    signal,
  }: { readonly folder: string; readonly env: Record<string, string>; readonly signal: AbortSignal },
): Promise<PreparedCommand> {
  await (files === undefined ? mkdir(folder, { recursive: true }) : cp(files, folder, { recursive: true }));
  const reason = await prepareFolder(prepare, { folder, env, signal });
  if (reason !== undefined) return { kind: 'unavailable', reason };
  const [name = ''] = command;
  const program = await programOf(name, folder);
  if (program === undefined) return { kind: 'unavailable', reason: `${name} is not installed` };
  return { kind: 'ready', cwd: folder, program, isScript: await isScript(program) };
}

/** Undefined if there is none. */
async function programOf(name: string, folder: string): Promise<string | undefined> {
  try {
    return await programPath(name.startsWith('.') ? join(folder, name) : name);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Such as the python3 of pyenv, a script that looks for the interpreter first. */
async function isScript(file: string): Promise<boolean> {
  await using handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
  return buffer.toString('latin1') === '#!';
}
