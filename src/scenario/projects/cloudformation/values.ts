import { isObject } from '../../../model/json/json-object.ts';
import { Unknown, unknownIn } from './unknown.ts';

/** What the intrinsic functions of a template refer to. */
export interface Scope {
  /** Of a parameter, a pseudo parameter or a resource. Undefined: there is none of this name. */
  reference(name: string): unknown;
  attribute(resource: string, name: string): unknown;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly mappings: unknown;
  readonly region: string;
}

/**
 * Values of a template with their intrinsic functions resolved. A value that only a deployment knows is `Unknown`; `AWS::NoValue` is
 * undefined and leaves lists and maps.
 * Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export class Values {
  readonly scope: Scope;
  /** Names that are being resolved: a name that needs itself has no value. */
  readonly #open = new Set<string>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.resolve(each)).filter((each) => each !== undefined);
    if (value instanceof Unknown) return value;
    if (!isObject(value)) return typeof value === 'string' && dynamic.test(value) ? new Unknown(value) : value;
    const entries = Object.entries(value);
    const [only] = entries;
    if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
      return this.#call(only[0], only[1]);
    return Object.fromEntries(
      entries.map(([key, each]) => [key, this.resolve(each)]).filter(([, each]) => each !== undefined),
    );
  }

  /** Text, also of a number or a boolean. */
  text(value: unknown): string | Unknown | undefined {
    const resolved = this.resolve(value);
    if (resolved === undefined || resolved === null || resolved instanceof Unknown) return resolved ?? undefined;
    return typeof resolved === 'object' ? new Unknown('a list or a map') : String(resolved);
  }

  /** A condition that depends on a deployment holds: what it guards is then there. */
  holds(condition: unknown): boolean {
    const found = this.#condition(condition);
    return found instanceof Unknown || found;
  }

  reference(name: string): unknown {
    return this.#once(`Ref ${name}`, () => {
      const found = this.scope.reference(name);
      return found === undefined && name !== 'AWS::NoValue' ? new Unknown(`!Ref ${name}`) : found;
    });
  }

  attribute(resource: string, name: string): unknown {
    return (
      this.#once(`${resource}.${name}`, () => this.scope.attribute(resource, name)) ??
      new Unknown(`!GetAtt ${resource}.${name}`)
    );
  }

  #once(name: string, find: () => unknown): unknown {
    if (this.#open.has(name)) return new Unknown(`${name}, which refers to itself`);
    this.#open.add(name);
    try {
      return find();
    } finally {
      this.#open.delete(name);
    }
  }

  #call(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.reference(String(argument));
    const intrinsic = intrinsics[name];
    if (intrinsic !== undefined) return intrinsic(argument, this);
    if (name in conditionFunctions) return this.#condition({ [name]: argument });
    return new Unknown(`${name.replace('Fn::', '!')} ${typeof argument === 'string' ? argument : ''}`.trim());
  }

  #condition(condition: unknown): boolean | Unknown {
    if (typeof condition === 'string') {
      const named = this.scope.conditions[condition];
      if (named === undefined) return new Unknown(`condition ${condition}`);
      const found = this.#once(`condition ${condition}`, () => this.#condition(named));
      return found instanceof Unknown ? found : found === true;
    }
    const [name = '', argument] = isObject(condition) ? (Object.entries(condition)[0] ?? []) : [];
    if (name === 'Condition') return this.#condition(argument);
    const list = Array.isArray(argument) ? argument : [];
    return conditionFunctions[name]?.(list, this, (inner) => this.#condition(inner)) ?? condition === true;
  }
}

/** `{{resolve:ssm:/stage/key}}` */
const dynamic = /\{\{resolve:/;

type Judge = (condition: unknown) => boolean | Unknown;

const conditionFunctions: Readonly<
  Record<string, (list: readonly unknown[], values: Values, judge: Judge) => boolean | Unknown>
> = {
  'Fn::Equals': ([left, right], values) => {
    const both = [values.resolve(left), values.resolve(right)];
    return unknownIn(both) ?? JSON.stringify(asText(both[0])) === JSON.stringify(asText(both[1]));
  },
  'Fn::And': (list, _, judge) => decided(list.map(judge), false),
  'Fn::Or': (list, _, judge) => decided(list.map(judge), true),
  'Fn::Not': ([inner], _, judge) => {
    const found = judge(inner);
    return found instanceof Unknown ? found : !found;
  },
};

/** One `false` decides `And`, and one `true` decides `Or`, whatever the unknown ones are. */
function decided(all: readonly (boolean | Unknown)[], decisive: boolean): boolean | Unknown {
  if (all.includes(decisive)) return decisive;
  return all.find((each) => each instanceof Unknown) ?? !decisive;
}

/** CloudFormation compares `true` and `"true"` as equal. */
const asText = (value: unknown): unknown => (typeof value === 'object' ? value : String(value));

type Intrinsic = (argument: unknown, values: Values) => unknown;

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  'Fn::GetAtt': (argument, values) => {
    const [resource, ...rest] = Array.isArray(argument) ? argument : String(argument).split('.');
    const name = values.text(rest.length === 1 ? rest[0] : rest.join('.'));
    return typeof name === 'string' ? values.attribute(String(resource), name) : name;
  },
  'Fn::Sub': (argument, values) => substituted(argument, values),
  'Fn::Join': (argument, values) => {
    const [separator, parts] = resolvedList(argument, values);
    return unknownIn(parts) ?? (Array.isArray(parts) ? parts.join(String(separator)) : new Unknown('!Join'));
  },
  'Fn::Split': (argument, values) => {
    const [separator, text] = resolvedList(argument, values);
    return unknownIn(text) ?? String(text).split(String(separator));
  },
  'Fn::Select': (argument, values) => {
    const [index, list] = resolvedList(argument, values);
    return unknownIn(list) ?? (Array.isArray(list) ? list[Number(index)] : undefined) ?? new Unknown('!Select');
  },
  'Fn::If': (argument, values) => {
    const [condition, yes, no] = Array.isArray(argument) ? argument : [];
    return values.resolve(values.holds(condition) ? yes : no);
  },
  'Fn::FindInMap': (argument, values) => {
    const [map, first, second, options] = resolvedList(argument, values);
    const found = [map, first, second].reduce(
      (inside: unknown, key) => (isObject(inside) ? inside[String(key)] : undefined),
      values.scope.mappings,
    );
    const fallback = isObject(options) ? options['DefaultValue'] : undefined;
    return values.resolve(found) ?? fallback ?? new Unknown(`!FindInMap ${[map, first, second].map(shown).join('.')}`);
  },
  'Fn::Base64': (argument, values) => {
    const text = values.text(argument);
    return typeof text === 'string' ? Buffer.from(text).toString('base64') : text;
  },
  'Fn::GetAZs': (_, { scope }) => ['a', 'b', 'c'].map((zone) => scope.region + zone),
  'Fn::Length': (argument, values) => {
    const list = values.resolve(argument);
    return Array.isArray(list) ? list.length : new Unknown('!Length');
  },
  'Fn::ToJsonString': (argument, values) => {
    const value = values.resolve(argument);
    return unknownIn(value) ?? JSON.stringify(value);
  },
};

const shown = (value: unknown): string => (value instanceof Unknown ? value.what : String(value));

function resolvedList(argument: unknown, values: Values): unknown[] {
  const list = values.resolve(argument);
  return Array.isArray(list) ? list : [];
}

/** `${Name}`, `${Resource.Attribute}`, `${Own}` of the map beside the text, and `${!Literal}`. */
function substituted(argument: unknown, values: Values): unknown {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  let unknown: Unknown | undefined;
  const filled = String(text).replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const value = values.text(
      isObject(own) && Object.hasOwn(own, name.trim()) ? own[name.trim()] : referenced(name.trim()),
    );
    if (value instanceof Unknown) unknown ??= value;
    return String(value ?? '');
  });
  return unknown ?? (dynamic.test(filled) ? new Unknown(filled) : filled);
}

const referenced = (name: string): object =>
  name.includes('.') && !name.startsWith('AWS::') ? { 'Fn::GetAtt': name.split('.') } : { Ref: name };
