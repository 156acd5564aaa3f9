/** Dotted paths of the numbers in `T`, such as `latencyMs.serviceTime.all.p50`. Lists are not entered. */
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
export function numberAt<T extends object>(of: T, path: NumberPath<T>): number | undefined {
  let node: unknown = of;
  for (const key of path.split('.'))
    node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
  return typeof node === 'number' ? node : undefined;
}
