import { spawnSync } from 'node:child_process';

/** A binary is asked once, and not at every version that a function publishes. */
const known = new Map<string, string>();

/**
 * What a binary says of its own version.
 * @throws the system's error if it cannot be started, or an error with what it printed if it says none.
 */
export function versionOf(binary: string, args: readonly string[]): string {
  const version = known.get(binary) ?? ask(binary, args);
  known.set(binary, version);
  return version;
}

function ask(binary: string, args: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(binary, args, { encoding: 'utf8', timeout: longestMs });
  if (error !== undefined) throw error;
  const version = stdout.trim();
  if (/^\d+\.\d+\S*$/.test(version)) return version;
  // `syscall` marks it as the system's error, not a fault of this program.
  const said = (stdout + stderr).trim().split('\n', 1)[0];
  throw Object.assign(new Error(`${binary} does not print its version: ${said}`), { syscall: 'spawnSync' });
}

const longestMs = 10_000;
