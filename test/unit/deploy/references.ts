import { resourceType } from './resource-model.ts';
import { functionCall, isObject, pseudoParameters, type Template, type TemplateResource } from './template.ts';

/** To a name, or to an attribute of the resource of that name. */
interface Reference {
  readonly name: string;
  readonly attribute?: string;
  readonly isCondition?: boolean;
}

/** References to what is not there, and what nobody refers to. */
export function referenceProblems(template: Template): string[] {
  const { Parameters, Conditions, Resources, Outputs } = template;
  const all = [...referencesIn([Conditions, Outputs]), ...Object.values(Resources).flatMap(referencesOf)];
  const of = (names: object, kind: string, used: readonly Reference[]) =>
    Object.keys(names)
      .filter((name) => !used.some((reference) => reference.name === name))
      .map((name) => `${kind} ${name} is not used`);
  return [
    ...all.flatMap((reference) => dangling(reference, template)),
    ...of(
      Parameters,
      'parameter',
      all.filter(({ isCondition }) => !isCondition),
    ),
    ...of(
      Conditions,
      'condition',
      all.filter(({ isCondition }) => isCondition),
    ),
    ...Object.keys(Resources).flatMap((name) => circles(name, template)),
  ];
}

function dangling({ name, attribute, isCondition }: Reference, template: Template): string[] {
  if (isCondition) return Object.hasOwn(template.Conditions, name) ? [] : [`there is no condition ${name}`];
  const resource = Object.hasOwn(template.Resources, name) ? template.Resources[name] : undefined;
  if (attribute !== undefined) {
    if (resource === undefined) return [`there is no resource ${name}, of which ${attribute} is taken`];
    const attributes = resourceType(resource.Type)?.attributes ?? {};
    return Object.hasOwn(attributes, attribute) ? [] : [`${resource.Type} ${name} has no attribute ${attribute}`];
  }
  const isThere = resource !== undefined || Object.hasOwn(template.Parameters, name) || pseudoParameters.includes(name);
  return isThere ? [] : [`there is no ${name}`];
}

/** All in a value, at any depth. */
function referencesIn(value: unknown): Reference[] {
  const call = functionCall(value);
  if (call !== undefined) return [...ownReferences(call.name, call.argument), ...referencesIn(call.argument)];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.values(value).flatMap(referencesIn);
}

/** Also those that are no functions. */
const referencesOf = ({ Condition, DependsOn = [], Properties }: TemplateResource): Reference[] => [
  ...(Condition === undefined ? [] : [{ name: Condition, isCondition: true }]),
  ...[DependsOn].flat().map((name) => ({ name })),
  ...referencesIn(Properties),
];

function ownReferences(name: string, argument: unknown): Reference[] {
  const [first, second] = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Ref':
      return [{ name: String(argument) }];
    case 'Fn::GetAtt':
      return [{ name: String(first), attribute: String(second) }];
    case 'Fn::If':
      return [{ name: String(first), isCondition: true }];
    case 'Fn::Sub':
      return substituted(String(first)).filter((reference) => !Object.hasOwn(Object(second), reference.name));
    default:
      return [];
  }
}

/** `${Name}` and `${Name.Attribute}`; `${!Name}` is text. */
const substituted = (text: string): Reference[] =>
  [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, inner = '']) => {
    const [name = '', ...attribute] = inner.split('.');
    return attribute.length === 0 ? { name } : { name, attribute: attribute.join('.') };
  });

/** A resource that waits for itself. */
function circles(start: string, { Resources }: Template): string[] {
  const seen = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const resource = Resources[name];
    for (const { name: next } of resource === undefined ? [] : referencesOf(resource)) {
      if (next === start) return [`${start} waits for itself`];
      if (!Object.hasOwn(Resources, next) || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return [];
}
