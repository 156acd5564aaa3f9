import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../model/errors.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** It takes a fraction of a second. */
const withinMs = 20_000;

/**
 * A certificate for this host, signed by itself, good for 30 days. Node can use one, but not make one: openssl does.
 * @throws {UserError} `no-certificate`
 */
export async function makeCertificate(host: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    await promisify(execFile)(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
        ...['-subj', '/CN=rollcall local', '-addext', `subjectAltName=${namesOf(host).join(',')}`],
        ...['-keyout', key, '-out', cert],
      ],
      // None of our variables, which may be credentials.
      { env: { PATH: process.env['PATH'] }, timeout: withinMs, killSignal: 'SIGKILL' },
    );
    return { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? 'openssl is needed to make a certificate, and is not in PATH' : (cause as Error).message;
    const hint = 'install openssl, or leave --https out';
    throw new UserError('no-certificate', `--https: ${what}`, { hint, cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function namesOf(host: string): string[] {
  const own = isIP(host) === 0 ? `DNS:${host}` : `IP:${host}`;
  return [...new Set([own, 'DNS:localhost', 'IP:127.0.0.1', 'IP:::1'])];
}
