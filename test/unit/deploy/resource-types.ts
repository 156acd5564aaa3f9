type ScalarKind = 'string' | 'integer' | 'number' | 'boolean';

export type ValueType =
  | { readonly kind: ScalarKind; readonly allowed?: readonly unknown[] }
  /** Any JSON, such as a policy document. */
  | { readonly kind: 'json' }
  | { readonly kind: 'list'; readonly of: ValueType }
  | { readonly kind: 'map'; readonly of: ValueType }
  | { readonly kind: 'object'; readonly fields: () => Fields }
  | { readonly kind: 'either'; readonly of: readonly ValueType[] };

export type Fields = Readonly<Record<string, Field>>;

interface Field {
  readonly type: ValueType;
  readonly required?: boolean;
}

export interface ResourceType {
  readonly properties: Fields;
  readonly attributes: Readonly<Record<string, ValueType>>;
  /** Absent: CloudFormation cannot tag such a resource. */
  readonly tagProperty?: string;
}
