import { randomBytes } from 'node:crypto';
import { optional } from '../../../src/model/optional.ts';
import type { LocalCredentials } from '../../../src/model/platform/lambda.ts';

/** What functions have as the temporary credentials of their roles. */
export class RoleCredentials {
  readonly #own: Readonly<Record<string, LocalCredentials>>;
  readonly #madeUp = madeUp();

  /** @param own by function, of those that have somebody's. */
  constructor(own: Readonly<Record<string, LocalCredentials>>) {
    this.#own = own;
  }

  of(functionName: string): LocalCredentials {
    return this.#own[functionName] ?? this.#madeUp;
  }

  get all(): readonly LocalCredentials[] {
    return [this.#madeUp, ...Object.values(this.#own)];
  }
}

export const credentialVariables = (credentials: LocalCredentials): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...optional('AWS_SESSION_TOKEN', credentials.sessionToken),
});

/** As long as AWS's, so that whatever checks their form is content. They mean something to this platform alone. */
const madeUp = (): LocalCredentials => ({
  accessKeyId: `LOCALROLE${randomBytes(6).toString('hex').slice(0, 11).toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64'),
  sessionToken: randomBytes(96).toString('base64'),
});
