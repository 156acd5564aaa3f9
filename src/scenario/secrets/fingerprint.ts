import { scryptSync } from 'node:crypto';
import { redactionOf } from '../../model/redaction.ts';

/**
 * The first 8 hexadecimal digits of scrypt (RFC 7914) of a secret, with a fixed salt, so that two runs can be compared. A guess takes 10
 * to 20 ms: this protects a long random secret, but not a PIN or a dictionary word.
 */
const cost = { N: 4096, r: 8, p: 1 } as const;
const salt = 'rollcall fingerprint 1';

const known = new Map<string, string>();

/** `‹redacted›:1a2b3c4d`. An empty text is not a secret and stays empty. */
export function redactionFor(secret: string): string {
  if (secret === '') return '';
  const redaction = known.get(secret) ?? redactionOf(scryptSync(secret, salt, 4, cost).toString('hex'));
  known.set(secret, redaction);
  return redaction;
}
