import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/model/errors.ts';
import { expandProjects } from '../../../../src/scenario/projects/expand.ts';
import { projectOf } from './project-of.ts';

const template = `
Transform: AWS::Serverless-2016-10-31
Parameters: { Size: { Type: Number, Default: 256 } }
Resources:
  Libs: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: libs } }
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: app.handler
      Runtime: nodejs22.x
      Timeout: 7
      MemorySize: !Ref Size
      Layers: [!Ref Libs]
      ReservedConcurrentExecutions: 5
      Environment: { Variables: { LEVEL: info, STAGE: dev } }
      Events: { Get: { Type: Api, Properties: { Path: '/orders/{id}', Method: get } } }
  Inline: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.12, Handler: index.x, InlineCode: x } }
`;

const expand = (target: object, request = {}) =>
  expandProjects({ name: 'a', request, targets: [{ name: 'one', ...target }] }, (path, { parameters }) => {
    if (path === 'broken.yaml') throw new UserError('project-invalid', 'broken.yaml:1:1: no');
    return path === 'template.yaml'
      ? { project: projectOf({ 'template.yaml': template }, { parameters }), folder: '/srv/shop' }
      : undefined;
  });

const targetOf = (target: object) => (expand(target).data as { targets: object[] }).targets[0];

describe('a function of a project', () => {
  it('gives a local-lambda its code, limits, layers, variables and routes', () => {
    expect(targetOf({ kind: 'local-lambda', function: { project: 'template.yaml', name: 'Orders' } })).toEqual({
      ...{ name: 'one', kind: 'local-lambda', memoryMb: 256, timeoutMs: 7000, concurrencyLimit: 5 },
      ...{ region: 'us-east-1', accountId: '012345678912', layers: ['/srv/shop/libs'], architecture: 'x86_64' },
      function: { directory: '/srv/shop/src', handler: 'app.handler', runtime: 'node' },
      environment: { LEVEL: 'info', STAGE: 'dev' },
      event: { kind: 'api', routes: [{ method: 'GET', path: '/orders/{id}', event: 'http-v1' }] },
    });
  });

  it('does not replace what the target says itself, and follows its parameters', () => {
    const own = { memoryMb: 1024, event: 'raw', environment: { LEVEL: 'debug' } };
    const function_ = { project: 'template.yaml', name: 'Orders' };
    expect(targetOf({ kind: 'local-lambda', function: function_, ...own })).toMatchObject({
      ...{ memoryMb: 1024, event: 'raw', environment: { LEVEL: 'debug', STAGE: 'dev' } },
    });
    const sized = { ...function_, parameters: { Size: 512 } };
    expect(targetOf({ kind: 'local-lambda', function: sized })).toMatchObject({ memoryMb: 512 });
  });

  it('is that of the route of the request, where none is named', () => {
    const target = { kind: 'local-lambda', function: 'template.yaml' };
    expect(expand(target, { path: '/orders/7' })).toMatchObject({
      ...{ problems: [], data: { targets: [{ function: { handler: 'app.handler' } }] } },
    });
    expect(expand(target, { path: '/orders/7', method: 'POST' }).problems).toHaveLength(1);
  });

  it('gives a node-server only what a server has', () => {
    const server = targetOf({ kind: 'node-server', function: { project: 'template.yaml', name: 'Orders' } });
    expect(Object.keys(server ?? {}).sort()).toEqual(['environment', 'event', 'function', 'kind', 'name']);
  });
});

it.each([
  ['template.yaml', 'expected `name`: `Orders` or `Inline`'],
  [{ project: 'template.yaml', name: 'Other' }, 'expected `name`: `Orders` or `Inline`'],
  [
    { project: 'template.yaml', name: 'Inline' },
    'Inline has its code in the project file; put it into a folder to use it here',
  ],
  ['other.yaml', 'expected a SAM, CloudFormation, Serverless or CDK project, but "other.yaml" is none'],
  [{ project: 'broken.yaml' }, 'broken.yaml:1:1: no'],
])('%j: %s', (function_, message) => {
  const { problems } = expand({ kind: 'local-lambda', function: function_ });
  expect(problems).toEqual([{ path: ['targets', 0, 'function'], at: 'value', message }]);
});

it('leaves every other function as it is', () => {
  for (const function_ of ['./api', 'app.mjs', { directory: 'api' }, undefined])
    expect(targetOf({ kind: 'local-lambda', function: function_ })).toEqual({
      name: 'one',
      kind: 'local-lambda',
      function: function_,
    });
});
