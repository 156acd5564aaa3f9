import { readFileSync } from 'node:fs';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import { checkPair, checkPem, type TlsFiles } from './tls-problem.ts';

/** Where the broker is, and what it is shown. */
export interface EngineAddress {
  /** Host and port. */
  readonly server: string;
  readonly isEncrypted: boolean;
  readonly credentials?: Credentials;
  readonly tls: TlsFiles;
}

export type Credentials =
  /** The file that `nsc` writes: a JWT and the seed of its key. */
  | { readonly kind: 'jwt'; readonly file: Uint8Array }
  | { readonly kind: 'nkey'; readonly seed: Uint8Array }
  | { readonly kind: 'user'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

/** As on the command line. */
export interface EngineArguments {
  readonly engine: string;
  /** Files. */
  readonly 'engine-credentials'?: string | undefined;
  readonly 'engine-ca'?: string | undefined;
  readonly 'engine-cert'?: string | undefined;
  readonly 'engine-key'?: string | undefined;
}

const schemes = { 'nats:': false, 'tls:': true } as const;

/**
 * Reads the files that the options name.
 * @throws {UserError} `usage`, `engine-invalid`
 */
export function engineAddress(given: EngineArguments): EngineAddress {
  const { server, isEncrypted } = serverOf(given.engine);
  const { 'engine-cert': cert, 'engine-key': key, 'engine-credentials': credentials } = given;
  if ((cert === undefined) !== (key === undefined))
    throw new UserError('usage', '--engine-cert, --engine-key: expected both or none');
  const pem = (option: 'engine-ca' | 'engine-cert' | 'engine-key') => {
    const file = given[option];
    if (file === undefined) return undefined;
    const text = bytesOf(option, file).toString();
    checkPem(option, file, text);
    return text;
  };
  const tls: TlsFiles = {
    ...optional('ca', pem('engine-ca')),
    ...optional('cert', pem('engine-cert')),
    ...optional('key', pem('engine-key')),
  };
  checkPair(tls);
  return {
    ...{ server, isEncrypted },
    ...optional(
      'credentials',
      credentials === undefined ? undefined : credentialsIn(bytesOf('engine-credentials', credentials), credentials),
    ),
    tls,
  };
}

/** A password in the address would be readable by every process of the machine. */
function serverOf(text: string): Pick<EngineAddress, 'server' | 'isEncrypted'> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !(url.protocol in schemes) || url.hostname === '')
    throw new UserError('usage', `--engine: expected nats://HOST:4222 or tls://HOST:4222, got "${withoutUser(text)}"`);
  if (url.username !== '' || url.password !== '')
    throw new UserError('usage', '--engine: expected no user, password or token in the address', {
      hint: 'write USER:PASSWORD or the token to a file, and name it with --engine-credentials',
    });
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '')
    throw new UserError('usage', '--engine: expected only a host and a port after the scheme');
  return {
    server: `${url.hostname}:${url.port === '' ? 4222 : url.port}`,
    isEncrypted: schemes[url.protocol as keyof typeof schemes],
  };
}

const withoutUser = (text: string): string => text.replace(/^[^@]*@/, '…@');

/** By its form: the file of `nsc`, a seed, `USER:PASSWORD`, or else a token. */
function credentialsIn(file: Buffer, name: string): Credentials {
  const text = file.toString().trim();
  if (text.includes('-----BEGIN NATS USER JWT-----')) {
    if (/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/m.test(text) && /^SU[A-Z2-7]{56}$/m.test(text)) return { kind: 'jwt', file };
    throw new UserError(
      'engine-invalid',
      `--engine-credentials ${name}: expected a JWT and the seed of its key in it`,
      {
        hint: 'make it again with `nsc generate creds`',
      },
    );
  }
  if (text === '' || /\s/.test(text))
    throw new UserError('engine-invalid', `--engine-credentials ${name}: expected one line, or the file of \`nsc\``, {
      hint: 'a line is a token, USER:PASSWORD, or the seed of an nkey (SU…)',
    });
  if (/^SU[A-Z2-7]{56}$/.test(text)) return { kind: 'nkey', seed: Buffer.from(text) };
  const colon = text.indexOf(':');
  if (colon === -1) return { kind: 'token', token: text };
  return { kind: 'user', user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function bytesOf(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { message } = error as Error;
    throw new UserError('engine-invalid', `--${option} ${file}: cannot be read: ${message}`, { cause: error });
  }
}
