import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchProblem } from './extensions.ts';

interface LayerPlace {
  readonly folder: string | undefined;
  readonly opt: string;
}

/** All files of `/opt/extensions`, as Lambda takes them, whether they are programs or not. */
export function externalExtensions({ folder, opt }: LayerPlace): string[] {
  if (folder === undefined) return [];
  try {
    const entries = readdirSync(join(folder, 'extensions'), { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    return names.sort().map((name) => join(opt, 'extensions', name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** @throws {LaunchProblem} */
export function checkExecutable(path: string, { folder, opt }: LayerPlace): void {
  try {
    accessSync(join(folder ?? opt, path.slice(opt.length)), constants.X_OK);
  } catch {
    throw new LaunchProblem(`fork/exec ${path}: permission denied`);
  }
}

/** Of the runtime alone. Source: "Lambda Extensions API", Environment variables. */
const runtimesOwn = new Set([
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_XRAY_CONTEXT_MISSING',
  'AWS_XRAY_DAEMON_ADDRESS',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

export const extensionVariables = (variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !runtimesOwn.has(name) && !name.startsWith('_')));

/** How an extension's process has ended, as AWS says it: `exit code 0`, `exit status 1`, `signal: killed`. */
export const extensionExit = (why: string): string =>
  why === 'Runtime exited without providing a reason' ? 'exit code 0' : why.replace(/^Runtime exited with error: /, '');
