import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { UserError } from '../../model/errors.ts';

/** PEM texts. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const readers = {
  'engine-ca': { what: 'a certificate', read: (text: string) => new X509Certificate(text) },
  'engine-cert': { what: 'a certificate', read: (text: string) => new X509Certificate(text) },
  'engine-key': { what: 'a private key without a password', read: createPrivateKey },
} as const;

/** @throws {UserError} `engine-invalid` what is no PEM, or a certificate of this side that has expired */
export function checkPem(option: keyof typeof readers, file: string, text: string): void {
  const { what, read } = readers[option];
  try {
    read(text);
  } catch (error) {
    // What OpenSSL says names its own functions.
    throw new UserError('engine-invalid', `--${option} ${file}: expected a PEM file with ${what}`, { cause: error });
  }
  if (option !== 'engine-cert') return;
  const { validTo } = new X509Certificate(text);
  if (Date.parse(validTo) < Date.now())
    throw new UserError('engine-invalid', `--engine-cert ${file}: the certificate has expired on ${validTo}`);
}

/** @throws {UserError} `engine-invalid` a key that is not the one of the certificate */
export function checkPair({ cert, key }: TlsFiles): void {
  if (cert === undefined || key === undefined) return;
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new UserError('engine-invalid', '--engine-key: expected the key of --engine-cert', { cause: error });
  }
}

/** Codes of Node for a certificate of the other side: https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes */
const ofServer = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|CERT_|HOSTNAME_|INVALID_CA|ERR_TLS_CERT_ALTNAME)/;
/** The other side has ended the handshake. */
const alert = /^ERR_SSL_.*ALERT/;

/** What trying again does not mend; undefined if it is no problem of TLS. */
export function tlsProblem(error: Error, server: string): UserError | undefined {
  const code = codeOf(error);
  if (ofServer.test(code))
    return new UserError(
      'engine-refused',
      `the certificate of the broker at ${server} is not accepted: ${wordsOf(error)}`,
      {
        hint: 'name the authority that signed it with --engine-ca, and in --engine the host that it is for: docs/distributed.md',
        cause: error,
      },
    );
  if (alert.test(code))
    return new UserError(
      'engine-refused',
      `the broker at ${server} accepts no connection without a certificate that it trusts`,
      {
        hint: 'check --engine-cert and --engine-key: docs/distributed.md',
        cause: error,
      },
    );
  if (error.message.includes("does not support 'tls'"))
    return new UserError('engine-refused', `the broker at ${server} does not speak TLS`, {
      hint: 'give the broker a `tls` block, or write --engine nats://HOST:4222',
      cause: error,
    });
  return undefined;
}

const codeOf = ({ cause, ...error }: Error): string =>
  'code' in error ? String(error.code) : cause instanceof Error ? codeOf(cause) : '';

/** Node writes the name that it looked for with a dot behind it. */
const wordsOf = ({ message }: Error): string => message.replace(/(Host: \S+)\. is not in/, '$1 is not in');
