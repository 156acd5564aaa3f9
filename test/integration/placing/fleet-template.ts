import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionCall, isObject, type Template } from '../../unit/deploy/template.ts';
import { parseTemplate } from '../../unit/deploy/template-yaml.ts';

const file = join(import.meta.dirname, '../../../targets/deploy/fargate-workers.yaml');

/** What a stack is given, besides the defaults of its parameters. */
const given: Readonly<Record<string, unknown>> = {
  'AWS::StackName': 'rollcall-fleet',
  'AWS::Region': 'us-east-1',
  WorkerImage: '012345678912.dkr.ecr.us-east-1.amazonaws.com/rollcall:0.1.0',
  SubnetIds: ['subnet-a', 'subnet-b'],
  SecurityGroupIds: ['sg-1'],
};

export interface TaskDefinition {
  readonly family: string;
  readonly taskDefinitionArn: string;
  readonly containerDefinitions: readonly { readonly name: string; readonly command: readonly string[] }[];
}

/** The task definitions of the template as CloudFormation would register them: in the words of ECS's API. */
export function taskDefinitions(): TaskDefinition[] {
  const { Resources, Parameters } = parseTemplate(readFileSync(file, 'utf8')).template as Template;
  const defaults = Object.entries(Parameters).map(([name, { Default }]) => [name, Default] as const);
  const values = { ...Object.fromEntries(defaults), ...given };
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition')
    .map(({ Properties }) => {
      const definition = inWordsOfEcs(resolved(Properties, values)) as TaskDefinition;
      return { ...definition, taskDefinitionArn: `${arnOf('task-definition')}/${definition.family}:7` };
    });
}

export const arnOf = (kind: string): string => `arn:aws:ecs:us-east-1:012345678912:${kind}`;

function resolved(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, values));
  const call = functionCall(value);
  if (call !== undefined) return called(call.name, call.argument, values);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, values)]));
}

function called(name: string, argument: unknown, values: Readonly<Record<string, unknown>>): unknown {
  const known = (key: string) => (key in values ? values[key] : `the ${key} of the stack`);
  if (name === 'Ref') return known(String(argument));
  if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, (_, key: string) => String(known(key)));
  if (name === 'Fn::GetAtt') return known((argument as string[]).join('.'));
  if (name !== 'Fn::Join') throw new Error(`${name} is not known here`);
  const [separator, list] = argument as [string, unknown];
  return (resolved(list, values) as string[]).join(separator);
}

/** The keys of maps of the user's are no words of ECS. */
const maps = ['DockerLabels', 'Options'];

function inWordsOfEcs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWordsOfEcs);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      `${key[0]?.toLowerCase()}${key.slice(1)}`,
      maps.includes(key) ? one : inWordsOfEcs(one),
    ]),
  );
}
