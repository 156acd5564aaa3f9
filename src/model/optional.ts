type Optional<K extends string, V> = { readonly [P in K]?: V };

/**
 * Omits keys without a value: `{[key]: value}`, or an empty object if the value is undefined.
 * `{ ...optional('initMs', initMs) }` has no key `initMs` when it is undefined.
 */
export function optional<K extends string, V>(key: K, value: V | undefined): Optional<K, V> {
  return (value === undefined ? {} : { [key]: value }) as Optional<K, V>;
}
