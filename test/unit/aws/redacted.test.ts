import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redacted } from '../../../src/aws/redacted.ts';

it('the credentials of the environment, however they look', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'a short+one', AWS_SESSION_TOKEN: '' };
  expect(redacted('with me/2026 and a short+one and more', environment)).toBe('with .../2026 and ... and more');
});

it('what looks like a key, a token or a signature, wherever it stands', () => {
  const secret = fc.oneof(
    fc.stringMatching(/^(AKIA|ASIA)[A-Z0-9]{16}$/),
    fc.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    fc.stringMatching(/^[0-9a-f]{64}$/),
    fc.stringMatching(/^IQoJb3JpZ2lu[A-Za-z0-9+/=]{60,90}$/),
  );
  const around = fc.constantFrom('', ' ', "'", '"', '=', ': ', ',', '\t', '(', 'token=', 'Signature=');
  fc.assert(
    fc.property(secret, around, around, (hidden, before, after) => {
      expect(redacted(`refused ${before}${hidden}${after} here`, {})).not.toContain(hidden);
    }),
  );
});

it.each([
  ['Authorization: AWS4-HMAC-SHA256 x', 'Authorization: ... x'],
  ['{"secretAccessKey":"short"}', '{"secretAccessKey":"..."}'],
  ['x-amz-security-token: abc', 'x-amz-security-token: ...'],
  ['password = hunter2, then more', 'password = ..., then more'],
])('%s is told as %s', (text, expected) => {
  expect(redacted(text, {})).toBe(expected);
});

it('one line, without escapes, of 200 characters at most', () => {
  expect(redacted('\nToo many layers\u001b[31m\nPOST\n/', {})).toBe('Too many layers\\x1b[31m');
  expect(redacted('one two '.repeat(100), {})).toHaveLength(200);
});
