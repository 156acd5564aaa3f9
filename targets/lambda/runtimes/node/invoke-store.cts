/**
 * `awslambda.InvokeStore`, by the names of AWS's package @aws/lambda-invoke-store: what belongs to the call at hand. Loaded by client 4
 * only.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';

const protectedKeys = {
  REQUEST_ID: Symbol.for('_AWS_LAMBDA_REQUEST_ID'),
  X_RAY_TRACE_ID: Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID'),
  TENANT_ID: Symbol.for('_AWS_LAMBDA_TENANT_ID'),
};

type Fields = Record<string | symbol, unknown>;

interface Holder {
  get(): Fields | undefined;
  run<T>(fields: Fields, act: () => T): T;
}

/** One call at a time; between two, the last one. */
function single(): Holder {
  let current: Fields | undefined;
  return {
    get: () => current,
    run: (fields, act) => {
      current = fields;
      return act();
    },
  };
}

function several(): Holder {
  const { AsyncLocalStorage: Storage } = process.getBuiltinModule('node:async_hooks');
  const storage: AsyncLocalStorage<Fields> = new Storage();
  return { get: () => storage.getStore(), run: (fields, act) => storage.run(fields, act) };
}

class InvokeStore {
  static readonly PROTECTED_KEYS = protectedKeys;
  readonly #holder: Holder;

  constructor(holder: Holder) {
    this.#holder = holder;
  }

  getContext(): Fields | undefined {
    return this.#holder.get();
  }

  hasContext(): boolean {
    return this.getContext() !== undefined;
  }

  get(key: string | symbol): unknown {
    return this.getContext()?.[key];
  }

  set(key: string | symbol, value: unknown): void {
    if (this.isProtectedKey(key)) throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    const fields = this.getContext();
    if (fields === undefined) throw new Error('No context available');
    fields[key] = value;
  }

  isProtectedKey(key: string | symbol): boolean {
    return Object.values(protectedKeys).includes(key as symbol);
  }

  getRequestId(): string {
    return (this.get(protectedKeys.REQUEST_ID) as string | undefined) ?? '-';
  }

  getXRayTraceId(): string | undefined {
    return this.get(protectedKeys.X_RAY_TRACE_ID) as string | undefined;
  }

  getTenantId(): string | undefined {
    return this.get(protectedKeys.TENANT_ID) as string | undefined;
  }

  run<T>(fields: Fields, act: () => T): T {
    return this.#holder.run(fields, act);
  }
}

/** @param isShared whether an environment takes several calls at once. */
const createStore = (isShared: boolean): InvokeStore => new InvokeStore(isShared ? several() : single());

const fieldsOf = (requestId: string, xRayTraceId: string | undefined): Fields => ({
  [protectedKeys.REQUEST_ID]: requestId,
  [protectedKeys.X_RAY_TRACE_ID]: xRayTraceId,
});

const exported = { createStore, fieldsOf };
module.exports = exported;

export type InvokeStores = typeof exported;
