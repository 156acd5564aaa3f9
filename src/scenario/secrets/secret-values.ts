import type { Concealed } from '../../model/redaction.ts';
import { redactionFor } from './fingerprint.ts';
import type { SecretKind } from './secret-fields.ts';
import { replaceUrlSecrets } from './url-secrets.ts';

/** A field without its secrets, and its secret texts, each with its replacement. */
export interface FieldSecrets {
  readonly shown: string;
  readonly secrets: readonly Concealed[];
}

/** @param name the key of the field, such as the name of a header. */
export function secretsOfField(holds: SecretKind, name: string, text: string): FieldSecrets {
  switch (holds) {
    case 'url':
      return urlSecrets(text);
    case 'header':
      return isPlainHeader(name) ? { shown: text, secrets: [] } : headerSecrets(text);
    case 'body':
    case 'variable':
      return { shown: redactionFor(text), secrets: partsOf(text) };
  }
}

/** Headers that describe the format, not the sender. All others count as secrets. */
export const isPlainHeader = (name: string): boolean => plainHeaders.has(name.toLowerCase());

const plainHeaders: ReadonlySet<string> = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'cache-control', 'content-encoding'],
  ...['content-language', 'content-type', 'dnt', 'expect', 'host', 'if-modified-since', 'if-unmodified-since'],
  ...['keep-alive', 'max-forwards', 'origin', 'pragma', 'range', 'te', 'upgrade', 'user-agent', 'x-forwarded-proto'],
  ...['x-http-method-override', 'x-requested-with'],
]);

function urlSecrets(text: string): FieldSecrets {
  const secrets: Concealed[] = [];
  const shown = replaceUrlSecrets(text, (secret) => {
    const redaction = redactionFor(secret);
    const password = secret.split(':').slice(1).join(':');
    secrets.push(
      ...[secret, decoded(secret), password, decoded(password)].map((part) => ({ text: part, shown: redaction })),
    );
    return redaction;
  });
  return { shown, secrets };
}

/** Keeps the scheme: `Bearer ‹redacted›:…`. */
function headerSecrets(text: string): FieldSecrets {
  const [, scheme = '', credentials = text] =
    /^((?:Basic|Bearer|Digest|Token|ApiKey|AWS4-HMAC-SHA256) +)([\s\S]+)$/i.exec(text) ?? [];
  const redaction = redactionFor(credentials);
  // Values of cookies and parameters, as code that reads them sees them.
  const values = credentials.split(/[;,]\s*/).map((part) => part.slice(part.indexOf('=') + 1).replaceAll('"', ''));
  const basic = /^basic /i.test(scheme) ? Buffer.from(credentials, 'base64').toString() : '';
  const password = basic.split(':').slice(1).join(':');
  const texts = [credentials, ...values.filter(isTelling), basic, password];
  return { shown: scheme + redaction, secrets: texts.map((part) => ({ text: part, shown: redaction })) };
}

/** The whole body, and its parts that code may extract: JSON texts, lines, URL secrets. All have the same replacement. */
function partsOf(text: string): Concealed[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const inUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? urlSecrets(text).secrets : [];
  const parts = [
    text,
    ...lines.filter((line) => line.length >= 16),
    ...textsOfJson(text).filter(isTelling),
    ...inUrl.map((secret) => secret.text),
  ];
  return [...new Set(parts)].map((part) => ({ text: part, shown: redactionFor(text) }));
}

/** Of unnamed parts, only those that are unlikely to appear in a message by chance. */
const isTelling = (part: string): boolean => part.length >= 8;

/** Texts in JSON, at any depth; none if the text is not JSON. */
function textsOfJson(text: string): string[] {
  if (!/^\s*[[{"]/.test(text)) return [];
  const texts: string[] = [];
  try {
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
  }
  return texts;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}
