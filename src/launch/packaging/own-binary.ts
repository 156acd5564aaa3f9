import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';
import { codeKinds } from '../../model/platform/code-kinds.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';

/** What a binary says of its own path: that of a version manager, such as pyenv, is a script that first looks for the right one. */
const asksOwnPath = {
  python: ['-c', 'import sys; print(sys.executable)'],
  node: ['-p', 'process.execPath'],
} as const;

/**
 * The function with the path of the binary itself, so that no cold start runs a script before it.
 * @throws {UserError} `no-such-program`
 */
export async function withOwnBinary(code: LambdaCode): Promise<LambdaCode> {
  const { binary: language } = codeKinds[code.kind];
  const named = language && (Reflect.get(code, language) as string | undefined);
  // The Node that runs rollcall runs its functions, too.
  if (language === undefined || (language === 'node' && named === undefined)) return code;
  return {
    ...code,
    [language]: await ownPath(named ?? 'python3', [...(code.options ?? []), ...asksOwnPath[language]]),
  };
}

async function ownPath(binary: string, args: readonly string[]): Promise<string> {
  const options = { env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }, timeout: 30_000 };
  try {
    const { stdout } = await promisify(execFile)(binary, args, options);
    return stdout.trim() || binary;
  } catch (cause) {
    const { code, stderr = '', message } = cause as { code?: unknown; stderr?: string; message: string };
    const why = code === 'ENOENT' ? 'there is no such program in PATH' : stderr.trim() || message;
    throw new UserError('no-such-program', `${binary} does not run: ${why}`, { cause });
  }
}
