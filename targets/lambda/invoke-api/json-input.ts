import { isUtf8 } from 'node:buffer';
import { ServiceError } from '../functions/service-error.ts';

/** The JSON of a request. What is absent or null is undefined; what is of a wrong type is the client's error. */
export class JsonInput {
  readonly #members: Readonly<Record<string, unknown>>;

  /** @throws {ServiceError} It is no JSON object. */
  static parse(body: Buffer): JsonInput {
    return new JsonInput('the request', body.length === 0 ? {} : parseJson(body));
  }

  private constructor(name: string, value: unknown) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(name, 'an object');
    this.#members = value as Readonly<Record<string, unknown>>;
  }

  get names(): readonly string[] {
    return Object.keys(this.#members).filter((name) => this.value(name) !== undefined);
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  string(name: string): string | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== 'string') throw wrongType(name, 'a string');
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.value(name);
    if (value !== undefined && !Number.isSafeInteger(value)) throw wrongType(name, 'an integer');
    return value as number | undefined;
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value !== undefined && typeof value !== 'boolean') throw wrongType(name, 'a boolean');
    return value;
  }

  object(name: string): JsonInput | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : new JsonInput(name, value);
  }

  strings(name: string): string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
      throw wrongType(name, 'a list of strings');
    return value;
  }

  stringMap(): Record<string, string> {
    return Object.fromEntries(this.names.map((name) => [name, this.string(name) ?? '']));
  }
}

/** @throws {ServiceError} in the service's words. */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw notJson('Invalid UTF-8');
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notJson(error.message);
  }
}

const notJson = (why: string): ServiceError =>
  new ServiceError('InvalidRequestContentException', `Could not parse request body into json: ${why}`);

const wrongType = (name: string, expected: string): ServiceError =>
  new ServiceError('InvalidRequestContentException', `${name} must be ${expected}`);
