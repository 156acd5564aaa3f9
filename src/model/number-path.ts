/** Dotted paths of the numbers in `T`, such as `latencyMs.serviceTime.all.p50`, without those in lists. */
export type NumberPath<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends number
    ? K
    : NonNullable<T[K]> extends readonly unknown[] | string | boolean
      ? never
      : NonNullable<T[K]> extends object
        ? `${K}.${NumberPath<NonNullable<T[K]>>}`
        : never;
}[keyof T & string];

/** The number at the path; undefined if it, or something on the way to it, is absent. */
export const numberAt = <T extends object>(of: T, path: NumberPath<T>): number | undefined =>
  numberAtKeys(of, path.split(betweenKeys));

/** The dot of `percentiles.p97.5` is a part of the last key. */
const betweenKeys = /\.(?<!\.p\d{1,2}\.(?=\d{1,4}$))/;

/** `numberAt` for the keys of any path. Ignores keys of prototypes, such as `constructor`. */
export function numberAtKeys(of: unknown, keys: readonly string[]): number | undefined {
  let node = of;
  for (const key of keys)
    node = typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? Reflect.get(node, key) : undefined;
  return typeof node === 'number' ? node : undefined;
}
