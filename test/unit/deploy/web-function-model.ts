import type { Fields, ResourceType, ValueType } from './resource-types.ts';

/**
 * Web functions: newer than the installed model of CloudFormation. By hand from its template reference as of October 2026,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-webfunction.html
 * (and -webfunctionrevision, -webfunctionendpoint). When the model knows these types, this file goes.
 */
const text: ValueType = { kind: 'string' };
const whole: ValueType = { kind: 'integer' };
const object = (fields: Fields): ValueType => ({ kind: 'object', fields: () => fields });
const required = (type: ValueType) => ({ type, required: true });
const optional = (type: ValueType) => ({ type });

const logging = object({
  ApplicationLogLevel: optional(text),
  LogGroup: optional(text),
  SystemLogLevel: optional(text),
});

const build = object({
  CodeConfig: required(
    object({ S3Object: required(object({ Bucket: required(text), Key: required(text), VersionId: optional(text) })) }),
  ),
  RuntimeConfig: required(object({ Runtime: required(text) })),
});

const service = object({
  EgressNetworkConnectorArn: optional(text),
  EnvironmentVariables: optional({ kind: 'map', of: text }),
  ExecutionRoleArn: required(text),
  MaxConcurrencyPerEnvironment: optional(whole),
  TelemetryConfig: optional(object({ LoggingConfig: optional(logging) })),
  TimeoutSeconds: optional(whole),
});

const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]));

export const webFunctionTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::WebFunction': {
    properties: {
      FunctionName: required(text),
      Tags: optional({ kind: 'list', of: object({ Key: required(text), Value: required(text) }) }),
    },
    attributes: texts('CreatedAt', 'FunctionArn', 'State', 'StateReason', 'UpdatedAt'),
    tagProperty: 'Tags',
  },
  'AWS::Lambda::WebFunctionRevision': {
    properties: {
      BuildConfig: required(build),
      Description: optional(text),
      FunctionName: required(text),
      KmsKeyArn: optional(text),
      ServiceConfig: required(service),
    },
    attributes: texts('CreatedAt', 'FunctionArn', 'RevisionArn', 'RevisionId', 'State', 'StateReason'),
  },
  'AWS::Lambda::WebFunctionEndpoint': {
    properties: {
      AuthType: required(text),
      Description: optional(text),
      EndpointName: required(text),
      EndpointType: required(text),
      FunctionName: required(text),
      Regions: optional({ kind: 'list', of: text }),
      RevisionWeights: optional({
        kind: 'list',
        of: object({ RevisionId: required(text), Weight: required(whole) }),
      }),
      ScalingConfig: optional(object({ MaxEnvironments: optional(whole) })),
      ThrottleConfig: optional(object({ RateLimit: optional(whole) })),
    },
    attributes: texts('CreatedAt', 'DomainName', 'EndpointArn', 'FunctionArn', 'State', 'StateReason', 'UpdatedAt'),
  },
};
