import { UserError } from '../../model/errors.ts';
import { type Concealed, concealing, concealingAll } from '../../model/redaction.ts';
import { type Path, showPath } from '../reading/problem.ts';
import { redactionFor } from './fingerprint.ts';
import { replaceFields, type SecretField, type SecretKind } from './secret-fields.ts';
import { type FieldSecrets, secretsOfField } from './secret-values.ts';

/** Values from the environment, by the path of their field (`showPath`). */
export type Taken = ReadonlyMap<string, readonly string[]>;

/** The secrets of a file. Every output that shows a scenario goes through this class. */
export class Secrets {
  private readonly fields: readonly SecretField[];
  private readonly value: unknown;
  private readonly taken: Taken;
  private found: { readonly list: readonly Concealed[]; conceal(text: string): string } | undefined;

  /** @param value the parsed file. */
  constructor(fields: readonly SecretField[], value: unknown, taken: Taken = new Map()) {
    [this.fields, this.value, this.taken] = [fields, value, taken];
  }

  /** A copy of the file, or of one with the same fields, in which each secret is `‹redacted›:` and its fingerprint. */
  shown<T>(value: T): T {
    return replaceFields(value, this.fields, (field, path, holds) => {
      if (field === undefined || field === null) return field;
      // Fields that a deployed function ignores may contain anything.
      if (typeof field !== 'string') return redactionFor(JSON.stringify(field));
      return fieldSecrets(field, { path, holds, taken: this.taken }).shown;
    }) as T;
  }

  /** A message without secrets. Keeps secrets of fewer than 4 characters, which may match anything. */
  redact(text: string): string {
    return this.concealed.conceal(text);
  }

  /** A request URL: like its field if it is in the file, else like a message. */
  redactUrl(url: string): string {
    const { shown } = fieldSecrets(url, { path: [], holds: 'url', taken: this.taken });
    let ofFile: string | undefined;
    replaceFields(this.value, this.fields, (field, path, holds) => {
      if (field === url && holds === 'url') ofFile ??= fieldSecrets(url, { path, holds, taken: this.taken }).shown;
      return field;
    });
    return ofFile ?? this.redact(shown);
  }

  /** The same error without secrets. */
  redactError(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const message = this.redact(error.message);
    if (error instanceof UserError) {
      const hint = error.hint === undefined ? {} : { hint: this.redact(error.hint) };
      return new UserError(error.code, message, { ...hint, cause: error.cause });
    }
    const stack = this.redact(error.stack ?? '');
    return Object.assign(error, { message, stack });
  }

  /** Whether there is nothing to redact. */
  get isEmpty(): boolean {
    return this.concealed.list.length === 0;
  }

  private get concealed() {
    this.found ??= this.find();
    return this.found;
  }

  private find() {
    const found: Concealed[] = [];
    replaceFields(this.value, this.fields, (field, path, holds) => {
      if (typeof field === 'string') found.push(...fieldSecrets(field, { path, holds, taken: this.taken }).secrets);
      return field;
    });
    const list = found.filter(({ text }) => text !== '').flatMap(formsOf);
    return { list, conceal: concealing(list) };
  }
}

/** A field without its secrets and its values from the environment. */
export function fieldSecrets(
  field: string,
  { path, holds, taken }: { readonly path: Path; readonly holds: SecretKind; readonly taken: Taken },
): FieldSecrets {
  const own = secretsOfField(holds, String(path.at(-1)), field);
  const values = taken.get(showPath(path)) ?? [];
  if (values.length === 0) return own;
  const hidden = values.map((text) => ({ text, shown: redactionFor(text) }));
  const hosts = holds === 'url' ? hostsOf(field, values) : [];
  return { shown: concealingAll(hidden)(own.shown), secrets: [...own.secrets, ...hidden, ...hosts] };
}

/** If the host comes from the environment, errors contain it in lower case without the URL. */
function hostsOf(url: string, values: readonly string[]): Concealed[] {
  if (!URL.canParse(url)) return [];
  const { host, hostname } = new URL(url);
  const naming = values.find((value) => {
    const named = value.toLowerCase();
    return named.includes(hostname) || hostname.includes(named);
  });
  return naming === undefined ? [] : [host, hostname].map((text) => ({ text, shown: redactionFor(naming) }));
}

/** A secret, and its encodings in JSON and URLs. */
function formsOf({ text, shown }: Concealed): Concealed[] {
  const forms = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')),
    // A short secret would match ordinary words.
    ...(text.length < 6 ? [] : [Buffer.from(text).toString('base64')]),
  ];
  return [...new Set(forms)].map((form) => ({ text: form, shown }));
}
