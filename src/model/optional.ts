type Optional<K extends string, V> = { readonly [P in K]?: V };

/**
 * For building objects in which what was not measured is absent: `{[key]: value}`, or nothing where there is no value.
 * `{ ...optional('initMs', initMs) }` has no key `initMs` when it is undefined.
 */
export function optional<K extends string, V>(key: K, value: V | undefined): Optional<K, V> {
  return (value === undefined ? {} : { [key]: value }) as Optional<K, V>;
}
