import { secretWords } from '../../model/redaction.ts';

/**
 * Replaces the secrets of a URL, or of a path with its query: user and password, values of parameters with the name or the form of a secret,
 * and parts of the path in the form of a secret. Everything else stays unchanged.
 */
export function replaceUrlSecrets(url: string, replace: (secret: string) => string): string {
  const [, address = '', query = ''] = /^([^?#]*)([\s\S]*)$/.exec(url) ?? [];
  const [, origin = '', path = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)?([\s\S]*)$/i.exec(address) ?? [];
  return withoutUser(origin, replace) + withoutTokens(path, replace) + withoutParameters(query, replace);
}

const withoutUser = (origin: string, replace: (secret: string) => string): string =>
  origin.replace(/^([^/]*\/\/)([^@]*(?:@[^@]*)*)@/, (_, scheme: string, user: string) => `${scheme}${replace(user)}@`);

const withoutTokens = (path: string, replace: (secret: string) => string): string =>
  path.replace(/[^/;]+/g, (part) => (looksSecret(part) ? replace(part) : part));

/** `?a=1&token=2`, and the fragment, which can contain tokens for browsers. */
const withoutParameters = (query: string, replace: (secret: string) => string): string =>
  query.replace(/([^?#&;=]*)(=?)([^?#&;]*)/g, (whole, name: string, equals: string, value: string) => {
    if (equals === '') return looksSecret(name) ? replace(name) : whole;
    return secretName.test(name) || looksSecret(value) ? `${name}=${replace(value)}` : whole;
  });

const secretName = new RegExp(
  `${secretWords}|^(?:key|code|sig|auth|pwd|pass|pin|otp|hmac|sid|nonce|assertion)$|(?:[_-](?:key|sig|auth|pwd|pass|pin))$`,
  'i',
);

/** The form of random keys: 16 characters or more without spaces, with letters and digits, and without plain words or numbers between separators. */
const looksSecret = (text: string): boolean =>
  /^[\w.~+/%=-]{16,}$/.test(text) && /[A-Za-z]/.test(text) && /\d/.test(text) && text.split(/[._~+/%=-]/).some(isMixed);

const isMixed = (part: string): boolean => part.length >= 4 && /[A-Za-z]/.test(part) && /\d/.test(part);
