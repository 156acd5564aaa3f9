import { printable } from '../model/printable.ts';
import { secretWords } from '../model/redaction.ts';

/**
 * The first line of a text from AWS or the SDK, without anything that looks like a key, a token or a signature, and without the
 * credentials of the environment.
 */
export function redacted(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  const own = secretVariables.flatMap((name) => environment[name] || []);
  const spared = own.reduce((left, secret) => left.replaceAll(secret, '...'), text);
  const line = spared.trimStart().split('\n', 1)[0] ?? '';
  return printable(
    line
      .replace(/\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]+/g, '...')
      .replace(new RegExp(`([\\w-]*(?:${secretWords})[\\w-]*"?\\s*[=:]\\s*"?)[^\\s,"]+`, 'gi'), '$1...')
      .replace(/[A-Za-z0-9+/=_-]{32,}/g, '...'),
  ).slice(0, 200);
}

const secretVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];
