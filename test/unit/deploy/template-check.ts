import { accessProblems } from './access.ts';
import { referenceProblems } from './references.ts';
import { resourceType } from './resource-model.ts';
import type { Fields } from './resource-types.ts';
import { functionCall, isObject, type Parameter, type Template, type TemplateResource } from './template.ts';
import { parseTemplate } from './template-yaml.ts';
import { fieldProblems, valueProblems } from './value-check.ts';

/** All that is wrong with a CloudFormation template, in words; nothing if it is sound. */
export function templateProblems(text: string): string[] {
  const { template, problems } = parseTemplate(text);
  if (problems.length > 0) return [...problems];
  const formProblems = unknownKeys(template, sections, 'the template');
  if (formProblems.length > 0 || !isObject(template)) return formProblems;
  const whole = { Parameters: {}, Conditions: {}, Resources: {}, Outputs: {}, ...template } as Template;
  return [
    ...(Object.keys(whole.Resources).length === 0 ? ['there are no resources'] : []),
    ...Object.entries(whole.Parameters).flatMap(([name, parameter]) => parameterProblems(name, parameter)),
    ...Object.entries(whole.Resources).flatMap(([name, resource]) => resourceProblems(name, resource, whole)),
    ...Object.entries(whole.Outputs).flatMap(([name, output]) => outputProblems(name, output, whole)),
    ...referenceProblems(whole),
    ...accessProblems(whole),
  ];
}

const sections = ['AWSTemplateFormatVersion', 'Description', 'Parameters', 'Conditions', 'Resources', 'Outputs'];
const parameterKeys = ['Type', 'Default', 'AllowedValues', 'AllowedPattern', 'MinValue', 'MaxValue', 'Description'];
const parameterTypes = [
  ...['String', 'Number', 'AWS::EC2::VPC::Id', 'List<AWS::EC2::Subnet::Id>'],
  'List<AWS::EC2::SecurityGroup::Id>',
];
const resourceKeys = ['Type', 'Properties', 'DependsOn', 'Condition'];

const unknownKeys = (value: unknown, known: readonly string[], what: string): string[] =>
  isObject(value)
    ? Object.keys(value)
        .filter((key) => !known.includes(key))
        .map((key) => `${what}: unknown key ${key}`)
    : [`${what}: expected an object`];

function parameterProblems(name: string, parameter: Parameter): string[] {
  const { Type, Default, AllowedValues } = parameter;
  const isPublic = name === 'AuthType' && Default !== 'AWS_IAM' && Default !== 'IamAuth';
  return [
    ...unknownKeys(parameter, parameterKeys, `parameter ${name}`),
    ...(parameterTypes.includes(Type) ? [] : [`parameter ${name}: unknown type ${Type}`]),
    ...(Default === undefined || AllowedValues === undefined || AllowedValues.includes(Default)
      ? []
      : [`parameter ${name}: its default ${Default} is not allowed`]),
    ...(isPublic ? [`parameter ${name}: without authentication by default`] : []),
  ];
}

function resourceProblems(name: string, resource: TemplateResource, template: Template): string[] {
  const type = resourceType(resource.Type);
  if (type === undefined) return [`${name}: there is no resource type ${resource.Type}`];
  const { Properties = {} } = resource;
  return [
    ...unknownKeys(resource, resourceKeys, name),
    ...fieldProblems(Properties, packaged(resource.Type, type.properties, Properties), name, template),
    ...(type.tagProperty === undefined ? [] : tagProblems(name, Properties[type.tagProperty])),
  ];
}

/** `aws cloudformation package` puts an object of S3 in the place of this path. */
function packaged(type: string, fields: Fields, properties: Readonly<Record<string, unknown>>): Fields {
  const isPath = type === 'AWS::Lambda::Function' && typeof properties['Code'] === 'string';
  return isPath
    ? { ...fields, Code: { type: { kind: 'string', allowed: ['../../dist/deploy/function'] }, required: true } }
    : fields;
}

/** Whoever looks for what rollcall has left behind finds it by the name of its stack. */
function tagProblems(name: string, tags: unknown): string[] {
  const own = [tags ?? []].flat().filter((tag) => isObject(tag) && tag['Key'] === 'rollcall');
  const [tag] = own;
  const value = isObject(tag) ? functionCall(tag['Value']) : undefined;
  return value?.name === 'Ref' && value.argument === 'AWS::StackName'
    ? []
    : [`${name}: has no tag rollcall with the name of the stack`];
}

const outputProblems = (name: string, output: Template['Outputs'][string], template: Template): string[] => [
  ...unknownKeys(output, ['Value', 'Description', 'Condition'], `output ${name}`),
  ...valueProblems(output.Value, { kind: 'string' }, `output ${name}`, template),
];
