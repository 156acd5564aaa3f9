import { isObject } from '../../../model/json/json-object.ts';
import type { Values } from './values.ts';

export interface Resource {
  readonly id: string;
  readonly type: string;
  /** As written. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Region and account that the template is deployed to. */
export interface StackLocation {
  readonly region: string;
  readonly accountId: string;
}

/** The resources of a template that are there under its conditions. */
export function resourcesOf(template: Readonly<Record<string, unknown>>, holds: (condition: unknown) => boolean) {
  const written = template['Resources'];
  return Object.entries(isObject(written) ? written : {}).flatMap(([id, each]): Resource[] => {
    if (!isObject(each) || (each['Condition'] !== undefined && !holds(each['Condition']))) return [];
    return [
      {
        id,
        type: String(each['Type']),
        properties: mapOf(each['Properties']),
        metadata: mapOf(each['Metadata']),
      },
    ];
  });
}

export const mapOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {});

/** A function's name is that of its `FunctionName`, else its logical ID, as far as Lambda allows its characters. */
export const functionName = ({ id, properties }: Resource, values: Values): string => {
  const name = values.text(properties['FunctionName']);
  return (typeof name === 'string' ? name : id).replaceAll(/[^A-Za-z0-9-_]+/g, '-').slice(0, 64);
};

interface ResourceFacts {
  /** Property with its name. Without one, its logical ID is its name. */
  readonly name?: string;
  /** Service and resource in its ARN. */
  readonly arn?: (name: string) => string;
  /** What `Ref` gives, if not the name. */
  readonly ref?: 'arn' | ((name: string, place: StackLocation) => string);
  readonly attributes?: Readonly<Record<string, (name: string, place: StackLocation) => string>>;
}

const functionFacts: ResourceFacts = { name: 'FunctionName', arn: (name) => `lambda:*:function:${name}` };
const layerFacts: ResourceFacts = { arn: (name) => `lambda:*:layer:${name}:1`, ref: 'arn' };
const queueUrl = (name: string, { region, accountId }: StackLocation) =>
  `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
const rootResource = { RootResourceId: (name: string) => `${name}.RootResourceId` };

/**
 * What is known of a resource before it is deployed, by its type: a name that the template gives, else its logical ID, and what follows
 * from the name.
 * Source: the return values of each type in docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
 */
const facts: Readonly<Record<string, ResourceFacts>> = {
  'AWS::Serverless::Function': functionFacts,
  'AWS::Lambda::Function': functionFacts,
  'AWS::Serverless::LayerVersion': layerFacts,
  'AWS::Lambda::LayerVersion': layerFacts,
  'AWS::ApiGateway::RestApi': { attributes: rootResource },
  'AWS::Serverless::Api': { attributes: rootResource },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (name) => `dynamodb:*:table/${name}` },
  'AWS::Serverless::SimpleTable': { name: 'TableName', arn: (name) => `dynamodb:*:table/${name}` },
  'AWS::S3::Bucket': { name: 'BucketName', arn: (name) => `s3:::${name}` },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    arn: (name) => `sqs:*:${name}`,
    ref: queueUrl,
    attributes: { QueueName: (name) => name, QueueUrl: queueUrl },
  },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    arn: (name) => `sns:*:${name}`,
    ref: 'arn',
    attributes: { TopicName: (name) => name },
  },
  'AWS::IAM::Role': { name: 'RoleName', arn: (name) => `iam::#:role/${name}` },
  'AWS::Kinesis::Stream': { name: 'Name', arn: (name) => `kinesis:*:stream/${name}` },
  'AWS::Events::EventBus': { name: 'Name', arn: (name) => `events:*:event-bus/${name}` },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    arn: (name) => `states:*:stateMachine:${name}`,
    ref: 'arn',
  },
  'AWS::Serverless::StateMachine': { name: 'Name', arn: (name) => `states:*:stateMachine:${name}`, ref: 'arn' },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name) => `logs:*:log-group:${name}:*` },
};

export function referenceTo(resource: Resource, values: Values, place: StackLocation): unknown {
  const { ref } = facts[resource.type] ?? {};
  if (ref === 'arn') return attributeOf(resource, 'Arn', values, place);
  if (resource.type === 'AWS::Lambda::Version' || resource.type === 'AWS::Lambda::Alias')
    return qualified(resource, values);
  const name = nameOf(resource, values);
  return ref === undefined ? name : ref(name, place);
}

export function attributeOf(resource: Resource, attribute: string, values: Values, place: StackLocation): unknown {
  const { arn, attributes } = facts[resource.type] ?? {};
  const name = nameOf(resource, values);
  if (attribute === 'Arn' || (attribute.endsWith('Arn') && resource.type.endsWith('::LayerVersion')))
    return (
      arn && `arn:aws:${arn(name).replace('*', `${place.region}:${place.accountId}`).replace('#', place.accountId)}`
    );
  return attributes?.[attribute]?.(name, place);
}

function nameOf(resource: Resource, values: Values): string {
  const { name } = facts[resource.type] ?? {};
  if (name === 'FunctionName') return functionName(resource, values);
  const own = name === undefined ? undefined : values.text(resource.properties[name]);
  return typeof own === 'string' ? own : resource.id;
}

/** The ARN of the function, and what qualifies it. */
function qualified({ id, properties }: Resource, values: Values): unknown {
  const target = values.text(properties['FunctionName']);
  const name = values.text(properties['Name']);
  return typeof target === 'string' ? `${target}:${typeof name === 'string' ? name : id}` : target;
}
