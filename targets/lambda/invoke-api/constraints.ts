import { violation } from '../functions/service-error.ts';

/** Undefined if it is absent. @throws {ServiceError} for any other value. */
export function oneOf<const T extends string>(
  value: string | undefined,
  member: string,
  allowed: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw violation(value, member, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  return found;
}

/** @throws {ServiceError} if it is absent. */
export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined) throw violation('null', member, 'Member must not be null');
  return value;
}

export function atLeast(value: number, member: string, least: number): number {
  if (value < least) throw violation(value, member, `Member must have value greater than or equal to ${least}`);
  return value;
}
