/** A value that only a deployment knows. `what`: as messages name it, such as `!GetAtt Table.StreamArn`. */
export class Unknown {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** The first unknown value in a list or map, at any depth. */
export function unknownIn(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = unknownIn(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
