import type { FunctionContext } from './function-context.ts';
import { type FunctionDefinition, FunctionRecord } from './function-record.ts';

/** All functions of one account, by their names. It decides what a configuration may be, and runs nothing. */
export class FunctionTable {
  readonly #context: FunctionContext;
  readonly #functions = new Map<string, FunctionRecord>();

  constructor(context: FunctionContext) {
    this.#context = context;
  }

  /** @throws {ServiceError} a setting that Lambda does not take. */
  add(definition: FunctionDefinition): FunctionRecord {
    const { functionName } = definition;
    if (this.#functions.has(functionName)) throw new Error(`there is a function ${functionName} already`);
    const record = new FunctionRecord(definition, this.#context);
    this.#functions.set(functionName, record);
    return record;
  }

  get(functionName: string): FunctionRecord | undefined {
    return this.#functions.get(functionName);
  }

  /** Sorted by name, as ListFunctions pages through them. */
  get all(): readonly FunctionRecord[] {
    return [...this.#functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Also of a function that does not exist. Without a qualifier. */
  arnOf(functionName: string): string {
    return this.#context.functionArn(functionName);
  }

  get codeBytes(): number {
    return this.all.flatMap(({ versions }) => versions).reduce((sum, { code }) => sum + code.bytes, 0);
  }

  /** As in GetAccountSettings. */
  get accountLimit() {
    return this.#context.concurrency.accountLimit();
  }
}
