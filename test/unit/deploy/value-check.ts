import { resourceType } from './resource-model.ts';
import type { Fields, ValueType } from './resource-types.ts';
import { functionCall, isObject, type Parameter, type Template } from './template.ts';

type ValueOf<K extends ValueType['kind']> = Extract<ValueType, { readonly kind: K }>;

/** What is wrong with a value, and with what is in it, each with its place; nothing if it can be of the type. */
export function valueProblems(value: unknown, type: ValueType, at: string, template: Template): string[] {
  const call = functionCall(value);
  if (call?.name === 'Fn::If') return branchProblems(call.argument, type, at, template);
  if (call !== undefined) return resultProblems(value, type, at, template);
  switch (type.kind) {
    case 'json':
      return isObject(value) ? [] : [`${at}: expected an object, got ${JSON.stringify(value)}`];
    case 'either':
      return eitherProblems(value, type, at, template);
    case 'list':
      return listProblems(value, type, at, template);
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => valueProblems(item, type.of, `${at}.${key}`, template))
        : [`${at}: expected a map, got ${JSON.stringify(value)}`];
    case 'object':
      return isObject(value)
        ? fieldProblems(value, type.fields(), at, template)
        : [`${at}: expected an object, got ${JSON.stringify(value)}`];
    default:
      return scalarProblems(value, type, at);
  }
}

/** Unknown and missing ones too. */
export function fieldProblems(
  values: Readonly<Record<string, unknown>>,
  fields: Fields,
  at: string,
  template: Template,
): string[] {
  const missing = Object.keys(fields).filter((name) => fields[name]?.required && values[name] === undefined);
  return [
    ...missing.map((name) => `${at}: ${name} is missing`),
    ...Object.entries(values).flatMap(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field === undefined) return [`${at}: there is no property ${name}`];
      return valueProblems(value, field.type, `${at}.${name}`, template);
    }),
  ];
}

function branchProblems(argument: unknown, type: ValueType, at: string, template: Template): string[] {
  if (!Array.isArray(argument) || argument.length !== 3) return [`${at}: Fn::If takes a condition and two values`];
  return argument.slice(1).flatMap((branch) => valueProblems(branch, type, at, template));
}

function eitherProblems(value: unknown, { of }: ValueOf<'either'>, at: string, template: Template): string[] {
  const problems = of.map((type) => valueProblems(value, type, at, template));
  return problems.some((found) => found.length === 0) ? [] : (problems[0] ?? []);
}

function listProblems(value: unknown, { of }: ValueOf<'list'>, at: string, template: Template): string[] {
  if (!Array.isArray(value)) return [`${at}: expected a list, got ${JSON.stringify(value)}`];
  return value.flatMap((item, i) => valueProblems(item, of, `${at}[${i}]`, template));
}

const isScalar = {
  string: (value: unknown) => typeof value === 'string',
  boolean: (value: unknown) => typeof value === 'boolean',
  number: (value: unknown) => typeof value === 'number',
  integer: Number.isInteger,
};

function scalarProblems(
  value: unknown,
  { kind, allowed }: ValueOf<'string' | 'integer' | 'number' | 'boolean'>,
  at: string,
): string[] {
  if (!isScalar[kind](value)) return [`${at}: expected ${kind}, got ${JSON.stringify(value)}`];
  if (allowed === undefined || allowed.includes(value)) return [];
  return [`${at}: expected one of ${allowed.join(', ')}, got ${JSON.stringify(value)}`];
}

/** What a function gives. References to what is not there are told elsewhere. */
function resultProblems(value: unknown, type: ValueType, at: string, template: Template): string[] {
  const given = resultType(value, template);
  if (given === undefined || type.kind === 'json' || isAssignable(given, type)) return [];
  return [`${at}: expected ${type.kind}, got the ${given.kind} of ${JSON.stringify(value)}`];
}

/** Undefined where it can be anything. */
function resultType(value: unknown, template: Template): ValueType | undefined {
  const call = functionCall(value);
  if (call?.name === 'Ref') return typeOfRef(String(call.argument), template);
  if (call?.name === 'Fn::GetAtt') {
    const [name, attribute] = call.argument as readonly [string, string];
    return resourceType(template.Resources[name]?.Type ?? '')?.attributes[attribute];
  }
  const isText = call?.name === 'Fn::Sub' || call?.name === 'Fn::Join' || call?.name === 'Fn::Select';
  return isText ? { kind: 'string' } : undefined;
}

function typeOfRef(name: string, { Parameters }: Template): ValueType | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const parameter = Parameters[name];
  return parameter === undefined ? { kind: 'string' } : parameterType(parameter);
}

function parameterType({ Type, AllowedPattern }: Parameter): ValueType {
  if (Type === 'Number' || AllowedPattern === '[0-9]*') return { kind: 'number' };
  if (Type.startsWith('List<') || Type === 'CommaDelimitedList') return { kind: 'list', of: { kind: 'string' } };
  return { kind: 'string' };
}

function isAssignable(given: ValueType, expected: ValueType): boolean {
  if (expected.kind === 'either') return expected.of.some((type) => isAssignable(given, type));
  if (given.kind === 'list' && expected.kind === 'list') return isAssignable(given.of, expected.of);
  // A template has one type of number.
  const isNumber = (type: ValueType) => type.kind === 'number' || type.kind === 'integer';
  return given.kind === expected.kind || (isNumber(given) && isNumber(expected));
}
