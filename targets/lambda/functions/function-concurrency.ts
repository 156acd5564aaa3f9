import type { ProvisionedStatus } from '../../../src/concurrency/provisioned.ts';
import type { Change } from '../../../src/concurrency/throttle.ts';
import type { FunctionContext } from './function-context.ts';
import { latest } from './function-version.ts';
import { invalidParameter, ServiceError } from './service-error.ts';

export interface ProvisionedConfig {
  readonly version: string;
  readonly status: ProvisionedStatus;
  readonly lastModifiedEpochMs: number;
}

interface Configured {
  readonly name: string;
  /** @throws {ServiceError} There is no such version. */
  version(qualifier: string): unknown;
}

/** What a function has reserved for itself, and what is provisioned for its versions. */
export class FunctionConcurrency {
  readonly #function: Configured;
  readonly #context: FunctionContext;
  readonly #provisionedAtMs = new Map<string, number>();

  constructor(owner: Configured, context: FunctionContext) {
    this.#function = owner;
    this.#context = context;
  }

  /** Undefined: it shares what is unreserved. */
  get reserved(): number | undefined {
    return this.#context.concurrency.reservedOf(this.#function.name);
  }

  /**
   * PutFunctionConcurrency; undefined: DeleteFunctionConcurrency.
   * @throws {ServiceError} Too little would be left, for the others or for what is provisioned.
   */
  reserve(reserved: number | undefined): void {
    this.#accept(this.#context.concurrency.reserve(this.#function.name, reserved));
  }

  /** @throws {ServiceError} on `$LATEST`, a version that does not exist, or more than there is. */
  provision(version: string, count: number): ProvisionedConfig {
    this.#checkPublished(version);
    const change = this.#context.concurrency.provision(this.#function.name, version, count);
    if (change.kind === 'accepted') this.#provisionedAtMs.set(version, this.#context.nowEpochMs());
    this.#accept(change);
    return this.provisioned(version);
  }

  /** @throws {ServiceError} There is none for this version. */
  provisioned(version: string): ProvisionedConfig {
    this.#checkPublished(version);
    const found = this.#configOf(version);
    if (found !== undefined) return found;
    throw new ServiceError(
      'ProvisionedConcurrencyConfigNotFoundException',
      'No Provisioned Concurrency Config found for this function',
    );
  }

  /** Of no use to a version that has none, and no error either. */
  unprovision(version: string): void {
    this.#checkPublished(version);
    this.#provisionedAtMs.delete(version);
    this.#accept(this.#context.concurrency.provision(this.#function.name, version, 0));
  }

  get allProvisioned(): readonly ProvisionedConfig[] {
    return [...this.#provisionedAtMs.keys()].flatMap((version) => this.#configOf(version) ?? []);
  }

  #configOf(version: string): ProvisionedConfig | undefined {
    const lastModifiedEpochMs = this.#provisionedAtMs.get(version);
    const status = this.#context.concurrency.provisionedStatus(this.#function.name, version);
    return lastModifiedEpochMs === undefined || status === undefined
      ? undefined
      : { version, status, lastModifiedEpochMs };
  }

  #checkPublished(version: string): void {
    if (version === latest)
      throw invalidParameter('Provisioned Concurrency Configs cannot be applied to unpublished function versions.');
    this.#function.version(version);
  }

  #accept(change: Change): void {
    if (change.kind === 'refused') throw invalidParameter(change.message);
    this.#context.onConcurrencyChanged?.(this.#function.name);
  }
}
