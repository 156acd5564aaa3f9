import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import type { TlsSpec } from '../target-kinds/fields/addressed.ts';
import type { HttpSpec } from '../target-kinds/http.ts';
import type { Destination, RunningTarget } from './running-target.ts';

interface Address {
  readonly url: string;
  readonly unix?: string | undefined;
  readonly warmPath?: string | undefined;
  readonly tls?: TlsSpec | undefined;
}

export async function addressUrl({ url, unix, warmPath, tls }: Address): Promise<RunningTarget> {
  const stop = async () => {};
  const options = { ...optional('unix', unix), ...optional('warmPath', warmPath) };
  const destination = { url, ...options, ...optional('tls', tls && tlsOf(tls)) };
  return { where: 'addressed', destination, stop, [Symbol.asyncDispose]: stop };
}

/**
 * The same of a URL whose process is on this machine: it is measured, and never stopped.
 * @throws {UserError} `target-failed` if there is no such process
 */
export async function addressHttp(spec: HttpSpec): Promise<RunningTarget> {
  const target = await addressUrl(spec);
  const pid = spec.pid ?? (spec.pidFile === undefined ? undefined : pidIn(spec.name, spec.pidFile));
  if (pid === undefined) return target;
  if (existsSync('/proc/self') && !existsSync(`/proc/${pid}`)) throw noProcess(spec, pid);
  return { ...target, metered: { pid, part: 'tree' } };
}

function pidIn(name: string, file: string): number {
  const text = readFileSync(file, 'utf8');
  const pid = /^\s*(\d{1,7})\s*$/.exec(text)?.[1];
  if (pid !== undefined) return Number(pid);
  const got = JSON.stringify(text.slice(0, 40));
  throw new UserError('target-failed', `target ${name}: expected a process number in pidFile ${file}, got ${got}`);
}

const noProcess = ({ name, pidFile }: HttpSpec, pid: number): UserError =>
  new UserError(
    'target-failed',
    `target ${name}: there is no process ${pid}${pidFile ? ` (pidFile ${pidFile})` : ''}`,
    {
      hint: 'start the server before the run, and name the process that serves',
    },
  );

/** With the authority's certificate itself, in place of its file. */
export const tlsOf = ({ ca, serverName, verify }: TlsSpec): NonNullable<Destination['tls']> => ({
  rejectUnauthorized: verify,
  ...optional('serverName', serverName),
  ...optional('ca', ca === undefined ? undefined : readFileSync(ca, 'utf8')),
});
