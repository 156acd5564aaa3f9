import { describe, expect, it, test } from 'vitest';
import { stackOf } from '../../../../../src/scenario/projects/cloudformation/stack.ts';
import { readTemplateText } from '../../../../../src/scenario/projects/cloudformation/template-text.ts';
import { Unknown } from '../../../../../src/scenario/projects/cloudformation/unknown.ts';
import { withVariables } from '../project-of.ts';

const template = `
Parameters:
  Stage: { Type: String, Default: dev }
  Count: { Type: Number, Default: 3 }
  Zones: { Type: CommaDelimitedList, Default: 'a, b' }
  Secret: { Type: String }
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /name/of/it }
Mappings:
  Sizes: { dev: { Memory: 256 }, prod: { Memory: 1024 } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  IsBoth: !And [!Condition IsProd, !Equals [!Ref Secret, x]]
  IsEither: !Or [!Condition IsDev, !Equals [!Ref Secret, x]]
  Loops: !Condition Loops
Resources:
  Orders: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: !Sub '\${Stage}-orders' } }
  Plain: { Type: 'AWS::DynamoDB::Table' }
  Jobs: { Type: 'AWS::SQS::Queue' }
  News: { Type: 'AWS::SNS::Topic' }
  Api: { Type: 'AWS::Serverless::Function', Properties: { AutoPublishAlias: live } }
  OnlyProd: { Type: 'AWS::S3::Bucket', Condition: IsProd }
  Self: { Type: 'AWS::S3::Bucket', Properties: { BucketName: !Ref Self } }
`;

const stack = (parameters: Record<string, string> = {}) =>
  stackOf(readTemplateText(template, 'template.yaml'), { parameters, region: 'eu-west-1', accountId: '111122223333' });

/** The value of one line of YAML. */
const resolved = (yaml: string, parameters?: Record<string, string>) =>
  stack(parameters).values.resolve(readTemplateText(withVariables(`value: ${yaml}`), 'x.yaml')['value']);

describe('a value of a template', () => {
  it.each([
    ['!Ref Stage', 'dev'],
    ['{ Ref: Count }', 3],
    ['!Ref Zones', ['a', 'b']],
    ['!Ref AWS::Region', 'eu-west-1'],
    ['!Ref Orders', 'dev-orders'],
    ['!Ref Plain', 'Plain'],
    ['!Ref Jobs', 'https://sqs.eu-west-1.amazonaws.com/111122223333/Jobs'],
    ['!Ref News', 'arn:aws:sns:eu-west-1:111122223333:News'],
    ['!Ref Api.Alias', 'Api'],
    ['!GetAtt Orders.Arn', 'arn:aws:dynamodb:eu-west-1:111122223333:table/dev-orders'],
    ['!GetAtt [Api, Arn]', 'arn:aws:lambda:eu-west-1:111122223333:function:Api'],
    [
      "!Sub 'x-%{Stage}-%{AWS::AccountId}-%{!Kept}-%{Orders.Arn}'",
      'x-dev-111122223333-%{Kept}-arn:aws:dynamodb:eu-west-1:111122223333:table/dev-orders',
    ],
    ["!Sub ['%{Own}/%{Stage}', { Own: !Ref Count }]", '3/dev'],
    ["!Join ['-', [a, !Ref Stage]]", 'a-dev'],
    ["!Select [1, !Split [',', 'x,y']]", 'y'],
    ['!FindInMap [Sizes, !Ref Stage, Memory]', 256],
    ['!If [IsProd, 1, 2]', 2],
    ['{ kept: 1, left: !Ref AWS::NoValue }', { kept: 1 }],
    ["[a, !If [IsProd, b, !Ref 'AWS::NoValue']]", ['a']],
    ['!Base64 abc', 'YWJj'],
    ['{ "Fn::ToJsonString": { a: !Ref Count } }', '{"a":3}'],
  ])('%s', (yaml, expected) => {
    expect(resolved(yaml)).toEqual(typeof expected === 'string' ? withVariables(expected) : expected);
  });

  it.each([
    ['!Ref Secret', 'parameter Secret'],
    ['!Ref Stored', 'parameter Stored'],
    ['!Ref Nobody', '!Ref Nobody'],
    ['!GetAtt Orders.StreamArn', '!GetAtt Orders.StreamArn'],
    ["!Sub '%{Secret}!'", 'parameter Secret'],
    ["!Join ['-', [!Ref Secret]]", 'parameter Secret'],
    ['!ImportValue Other', '!ImportValue Other'],
    ["'{{resolve:ssm:/a}}'", '{{resolve:ssm:/a}}'],
    ['!FindInMap [Sizes, test, Memory]', '!FindInMap Sizes.test.Memory'],
  ])('%s is not known before a deployment', (yaml, what) => {
    expect(resolved(yaml)).toEqual(new Unknown(what));
  });

  it('follows given parameters', () => {
    expect(resolved('!FindInMap [Sizes, !Ref Stage, Memory]', { Stage: 'prod' })).toBe(1024);
    expect(resolved('!Ref Stored', { Stored: 'own' })).toBe('own');
  });

  it('may refer to itself, and then has the name of its resource', () => {
    expect(resolved('!Ref Self')).toBe('Self');
  });
});

test('one known side decides And and Or, and a condition that is not known holds', () => {
  const { values } = stack();
  const held = ['IsProd', 'IsDev', 'IsBoth', 'IsEither', 'Loops'].map((name) => values.holds(name));
  expect(held).toEqual([false, true, false, true, true]);
});

test('resources under a condition that does not hold are not there', () => {
  const ids = (parameters?: Record<string, string>) => stack(parameters).resources.map(({ id }) => id);
  expect(ids()).not.toContain('OnlyProd');
  expect(ids({ Stage: 'prod' })).toContain('OnlyProd');
});

test('a broken file is reported with its line', () => {
  expect(() => readTemplateText('a: 1\nb: [', 'template.yaml')).toThrow(/^template\.yaml:2:5: /);
  expect(() => readTemplateText('- a', 'template.yaml')).toThrow('template.yaml: expected a map');
});
