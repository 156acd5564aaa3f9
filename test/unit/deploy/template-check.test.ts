import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { templateProblems } from './template-check.ts';

const template = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../../targets/deploy', `${name}.yaml`), 'utf8');

/** A sound template with a fault in it: every line that has `from` gets `to` in its place. */
function withFault(name: string, from: string, to: string): string[] {
  const sound = template(name);
  expect(sound).toContain(from);
  return templateProblems(sound.replaceAll(from, to));
}

describe('the check of templates tells', () => {
  it.each([
    ['MemorySize: ', 'MemoySize: ', 'Function: there is no property MemoySize'],
    [
      'Type: AWS::Lambda::Url',
      'Type: AWS::Lambda::FunctionUrl',
      'Url: there is no resource type AWS::Lambda::FunctionUrl',
    ],
    ['LogFormat: Text, ', 'LogFormat: Text, Retention: 7, ', 'Function.LoggingConfig: there is no property Retention'],
    ['Timeout: !Ref TimeoutSeconds', "Timeout: '30'", 'Function.Timeout: expected integer, got "30"'],
    ['Timeout: !Ref TimeoutSeconds', 'Timeout: 1.5', 'Function.Timeout: expected integer, got 1.5'],
    [
      'Timeout: !Ref TimeoutSeconds',
      'Timeout: !Ref Runtime',
      'Function.Timeout: expected integer, got the string of {"Ref":"Runtime"}',
    ],
    [
      'Architectures: [!Ref Architecture]',
      'Architectures: !Ref Architecture',
      'Function.Architectures: expected list, got the string of {"Ref":"Architecture"}',
    ],
    [
      '!Ref ReservedConcurrency, !Ref AWS::NoValue',
      '!Ref ReservedConcurrency, [many]',
      'Function.ReservedConcurrentExecutions: expected integer, got ["many"]',
    ],
    ['AuthType: !Ref AuthType', 'Cors: {}', 'Url: AuthType is missing'],
    ['Role: !GetAtt Role.Arn', 'Role: !GetAtt Rolle.Arn', 'there is no resource Rolle, of which Arn is taken'],
    ['Role: !GetAtt Role.Arn', 'Role: !GetAtt Role.Name', 'AWS::IAM::Role Role has no attribute Name'],
    ['!Ref Workload', '!Ref Wrkload', 'there is no Wrkload'],
    ['!Ref Workload', '!Ref AWS::Account', 'there is no AWS::Account'],
    ['!Ref Workload', '{}', 'parameter Workload is not used'],
    ['{AWS::StackName}', '{Stack}', 'there is no Stack'],
    ['{AWS::StackName}', '{Role.Nix}', 'AWS::IAM::Role Role has no attribute Nix'],
    ['Condition: IsPublic', 'Condition: IsOpen', 'there is no condition IsOpen'],
    ['Condition: IsPublic', 'DependsOn: Nobody', 'condition IsPublic is not used'],
    ['Condition: IsPublic', 'DependsOn: Nobody', 'there is no Nobody'],
    ['Resource: !GetAtt LogGroup.Arn', "Resource: '*'", 'Role: allows it on everything'],
    ['Resource: !GetAtt LogGroup.Arn', "Resource: ['*']", 'Role: allows it on everything'],
    ['Action: sts:AssumeRole', "Action: '*'", 'Role: allows the action *'],
    ['Action: sts:AssumeRole', 'Action: sts:*', 'Role: allows the action sts:*'],
    ['Principal: { Service: lambda.amazonaws.com }', "Principal: '*'", 'Role: allows it to anybody'],
    ['Principal: { Service: lambda.amazonaws.com }', "Principal: { AWS: '*' }", 'Role: allows it to anybody'],
    [
      '[!Ref AuthType, NONE]',
      '[!Ref AuthType, AWS_IAM]',
      'AnybodyMayCallTheUrl: allows it to anybody, not only when AuthType is NONE',
    ],
    ['Default: AWS_IAM', 'Default: NONE', 'parameter AuthType: without authentication by default'],
    ['Default: 7', 'Default: 8', 'parameter LogRetentionDays: its default 8 is not allowed'],
    ['Key: rollcall', 'Key: roll', 'LogGroup: has no tag rollcall with the name of the stack'],
    ['../../dist/deploy/function', '../../dist', undefined],
    ['!Sub ', '!Subs ', undefined],
    ['Outputs:', 'Output:', 'the template: unknown key Output'],
    ['Type: AWS::IAM::Role', 'Type: AWS::IAM::Role\n    DeletionPolicy: Retain', 'Role: unknown key DeletionPolicy'],
  ])('event-function.yaml: %s as %s', (from, to, problem) => {
    const problems = withFault('event-function', from, to);
    if (problem === undefined) expect(problems).not.toEqual([]);
    else expect(problems).toContain(problem);
  });

  it('what is wrong deep inside a type, and in every element of a list', () => {
    const problems = withFault('fargate-server', 'SourceVolume: code', 'SourceVolume: 1');
    expect(problems).toEqual([
      'TaskDefinition.ContainerDefinitions[0].MountPoints[0].SourceVolume: expected string, got 1',
      'TaskDefinition.ContainerDefinitions[1].MountPoints[0].SourceVolume: expected string, got 1',
    ]);
  });

  it('that a type wants what is not there', () => {
    const problems = withFault('managed-instances', 'CapacityProviderArn: !GetAtt CapacityProvider.Arn', '');
    expect(problems).toEqual([
      'Function.CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig: CapacityProviderArn is missing',
    ]);
  });

  it('faults in web functions, whose types are not in the model', () => {
    expect(withFault('web-function', 'Weight: 100', 'Weigth: 100')).toEqual([
      'Endpoint.RevisionWeights[0]: Weight is missing',
      'Endpoint.RevisionWeights[0]: there is no property Weigth',
    ]);
    expect(withFault('web-function', 'Endpoint.DomainName', 'Endpoint.Domain')).toEqual([
      'AWS::Lambda::WebFunctionEndpoint Endpoint has no attribute Domain',
    ]);
  });

  it('security groups that let in everybody', () => {
    expect(withFault('fargate-server', 'CidrIp: !Ref AllowedCidr', 'CidrIp: 0.0.0.0/0')).toContain(
      'LoadBalancerSecurityGroup: lets in everybody',
    );
  });

  it('actions on everything, of which AWS allows one on nothing less', () => {
    expect(withFault('fargate-workers', "'ecr:BatchGetImage'", "'ecr:GetAuthorizationToken'")).toEqual([]);
    const image = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage'] as const;
    expect(withFault('fargate-workers', ...image)).toEqual(['ExecutionRole: allows it on everything']);
  });

  it('managed policies that it does not know', () => {
    const problems = withFault('managed-instances', 'AWSLambdaManagedEC2ResourceOperator', 'AdministratorAccess');
    expect(problems.join()).toContain('OperatorRole: has the managed policy');
  });

  it('resources that wait for each other', () => {
    const problems = withFault(
      'fargate-server',
      'GroupDescription: Load balancer of rollcall',
      'GroupDescription: !Ref Service #',
    );
    expect(problems).toContain('Service waits for itself');
  });

  it('aliases, which CloudFormation does not take', () => {
    const problems = templateProblems('Resources:\n  A: &a { Type: AWS::ECS::Cluster }\n  B: *a');
    expect(problems).toEqual(['*a: CloudFormation takes no aliases']);
  });

  it('keys that are there twice', () => {
    expect(templateProblems('Resources: {}\nResources: {}')[0]).toContain('Map keys must be unique');
  });

  it('that nothing is there', () => {
    expect(templateProblems('Resources: {}')).toEqual(['there are no resources']);
    expect(templateProblems('')).toEqual(['the template: expected an object']);
  });
});
