import type { FunctionContext } from './function-context.ts';
import { ServiceError } from './service-error.ts';

export interface UrlSettings {
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  readonly cors?: Cors;
}

export interface Cors {
  readonly AllowCredentials?: boolean;
  readonly AllowHeaders?: readonly string[];
  readonly AllowMethods?: readonly string[];
  readonly AllowOrigins?: readonly string[];
  readonly ExposeHeaders?: readonly string[];
  /** Seconds. */
  readonly MaxAge?: number;
}

export interface UrlConfig extends UrlSettings {
  /** The first label of its host name in Lambda: 32 characters. */
  readonly apiId: string;
  readonly createdEpochMs: number;
  readonly lastModifiedEpochMs: number;
}

interface Addressed {
  readonly name: string;
  readonly arn: string;
}

/** The URL of a function, if it has one. An alias could have its own; there are no aliases. */
export class FunctionUrlSettings {
  readonly #function: Addressed;
  readonly #context: FunctionContext;
  #config: UrlConfig | undefined;

  constructor(owner: Addressed, context: FunctionContext) {
    this.#function = owner;
    this.#context = context;
  }

  get current(): UrlConfig | undefined {
    return this.#config;
  }

  /** Ends with a slash. */
  addressOf({ apiId }: UrlConfig): string {
    return this.#context.urlOf(this.#function.name, apiId);
  }

  /** @throws {ServiceError} It has one already. */
  async create(settings: UrlSettings): Promise<UrlConfig> {
    if (this.#config !== undefined) {
      throw new ServiceError(
        'ResourceConflictException',
        `Failed to create function url config for [functionArn = ${this.#function.arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
      );
    }
    const nowEpochMs = this.#context.nowEpochMs();
    const apiId = this.#context.newId().replaceAll('-', '').slice(0, 32);
    return this.#set({ ...settings, apiId, createdEpochMs: nowEpochMs, lastModifiedEpochMs: nowEpochMs });
  }

  /** @throws {ServiceError} It has none. */
  get(): UrlConfig {
    if (this.#config === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.');
    }
    return this.#config;
  }

  /** @throws {ServiceError} It has none. */
  update(changes: Partial<UrlSettings>): Promise<UrlConfig> {
    return this.#set({ ...this.get(), ...changes, lastModifiedEpochMs: this.#context.nowEpochMs() });
  }

  /** @throws {ServiceError} It has none. */
  async delete(): Promise<void> {
    this.get();
    this.#config = undefined;
    await this.#context.onUrlChanged?.(this.#function.name);
  }

  async #set(config: UrlConfig): Promise<UrlConfig> {
    this.#config = config;
    await this.#context.onUrlChanged?.(this.#function.name);
    return config;
  }
}
