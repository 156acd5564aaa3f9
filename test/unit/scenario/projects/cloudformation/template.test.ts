import { describe, expect, it, test } from 'vitest';
import { projectOf, routesIn } from '../project-of.ts';

const sam = (resources: string, more = '') =>
  `Transform: AWS::Serverless-2016-10-31\n${more}\nResources:\n${resources.replaceAll(/^/gm, '  ')}`;

describe('a function of SAM', () => {
  it('gets the defaults of the template: maps are merged, lists are added, other values win', () => {
    const globals = `
Globals:
  Function:
    Runtime: python3.12
    Timeout: 20
    MemorySize: '512'
    Layers: [!Ref Shared]
    Environment: { Variables: { STAGE: dev, LEVEL: info } }`;
    const { functions, notes } = projectOf({
      'template.yaml': sam(
        `
Shared: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: layers/shared } }
Own: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: layers/own } }
Orders:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: src
    Handler: app.handler
    Timeout: 5
    Layers: [!Ref Own]
    ReservedConcurrentExecutions: 7
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 }
    FunctionUrlConfig: { AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM }
    Environment: { Variables: { LEVEL: debug, COUNT: 3, ON: true } }`,
        globals,
      ),
    });
    expect(notes).toEqual([]);
    expect(functions).toEqual([
      {
        id: 'Orders',
        architecture: 'x86_64',
        settings: {
          ...{ name: 'Orders', runtime: 'python', handler: 'app.handler', memoryMb: 512, timeoutMs: 5000 },
          ...{ directory: 'src', layers: ['layers/shared', 'layers/own'] },
          ...{ reservedConcurrency: 7, provisionedConcurrency: 2, region: 'us-east-1', accountId: '012345678912' },
          environment: { STAGE: 'dev', LEVEL: 'debug', COUNT: '3', ON: 'true' },
          url: { auth: 'AWS_IAM', invokeMode: 'RESPONSE_STREAM' },
        },
      },
    ]);
  });

  it('runs what `sam build` made, and says so', () => {
    const { functions, notes } = projectOf({
      'template.yaml': sam(
        "A: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: src, Handler: a.handler } }",
      ),
      '.aws-sam/build/A/a.js': '',
    });
    expect(functions[0]?.settings.directory).toBe('.aws-sam/build/A');
    expect(notes).toEqual(['A: runs what `sam build` made in .aws-sam/build/A; run it again after a change']);
  });

  it('has the handler at its entry point, which esbuild puts at the root', () => {
    const entry = `
A:
  Type: AWS::Serverless::Function
  Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [lib/a.ts, lib/b.ts] } }
  Properties: { CodeUri: src, Handler: b.handler }`;
    const handlerOf = (files: Record<string, string>) =>
      projectOf({ 'template.yaml': sam(entry), ...files }).functions[0]?.settings.handler;
    expect(handlerOf({})).toBe('lib/b.handler');
    expect(handlerOf({ 'src/b.ts': '' })).toBe('b.handler');
  });

  it('has inline code in a file of its own', () => {
    const inline = (runtime: string) =>
      projectOf({
        'template.yaml': sam(
          `A: { Type: 'AWS::Serverless::Function', Properties: { Runtime: ${runtime}, Handler: index.x, InlineCode: 'x = 1' } }`,
        ),
      }).functions[0]?.inline;
    expect(inline('python3.12')).toEqual({ file: 'index.py', text: 'x = 1' });
    expect(inline('nodejs22.x')).toEqual({ file: 'index.js', text: 'x = 1' });
  });
});

test('each thing that cannot run is named in one line, and the rest runs', () => {
  const { functions, notes } = projectOf({
    'template.yaml': sam(`
Java: { Type: 'AWS::Serverless::Function', Properties: { Runtime: java21 } }
Image: { Type: 'AWS::Serverless::Function', Properties: { PackageType: Image } }
Bucket: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://code/a.zip' } }
Runs:
  Type: AWS::Serverless::Function
  Properties:
    Handler: a.handler
    MemorySize: !Ref Unknown
    Layers: ['arn:aws:lambda:us-east-1:017000801446:layer:Powertools:1']
    FileSystemConfigs: [{ Arn: x }]
    Environment: { Variables: { HOST: !GetAtt Database.Endpoint, LIST: [a] } }
    Events: { Nightly: { Type: Schedule }, Queue: { Type: SQS } }
Nested: { Type: 'AWS::Serverless::Application' }
Socket: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: WEBSOCKET } }`),
  });
  expect(functions.map(({ id }) => id)).toEqual(['Runs']);
  expect(functions[0]?.settings.environment).toEqual({});
  expect(notes).toEqual(
    [
      'Java: functions for java21 cannot run here; it is left out',
      'Image: functions in container images cannot run here; it is left out',
      'Bucket: its code is not on this machine (s3://code/a.zip); it is left out',
      'Runs: the layer arn:aws:lambda:us-east-1:017000801446:layer:Powertools:1 is not on this machine and is left out',
      'Runs: memory size is not known: !Ref Unknown; the default is used',
      'Runs: the variable HOST is not known: !GetAtt Database.Endpoint; set it with --env HOST=VALUE',
      'Runs: the variable LIST is not known: a list or a map; set it with --env LIST=VALUE',
      'Runs: its file systems are not mounted',
      'Runs: nothing sends its event Nightly (Schedule) here; send it through the Invoke API',
      'Runs: nothing sends its event Queue (SQS) here; send it through the Invoke API',
      'Nested: functions of nested applications and stacks are not read; name their template instead',
      'Socket: WebSocket APIs cannot be served here; its routes are left out',
    ].toSorted(byOrder(notes)),
  );
});

/** The order of notes is not part of the claim. */
const byOrder = (notes: readonly string[]) => (a: string, b: string) => notes.indexOf(a) - notes.indexOf(b);

describe('routes of a template', () => {
  it('come from the events of SAM: Api with v1 events, HttpApi with v2', () => {
    const project = projectOf({
      'template.yaml': sam(`
A:
  Type: AWS::Serverless::Function
  Properties:
    Handler: a.handler
    Events:
      One: { Type: Api, Properties: { Path: '/items/{id}', Method: get } }
      Two: { Type: HttpApi, Properties: { Path: '/items', Method: POST } }
      Three: { Type: HttpApi, Properties: { Path: '/old', Method: any, PayloadFormatVersion: '1.0' } }
      Four: { Type: HttpApi }`),
    });
    expect(routesIn(project)).toEqual([
      'GET /items/{id} A http-v1',
      'POST /items A http-v2',
      'ANY /old A http-v1',
      'ANY $default A http-v2',
    ]);
  });

  it('come from OpenAPI: in the template, included, and in a file', () => {
    const operation = (name: string) =>
      `{ x-amazon-apigateway-integration: { type: aws_proxy, uri: !Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations' } }`;
    const mock = '{ x-amazon-apigateway-integration: { type: mock } }';
    const project = projectOf({
      'template.yaml': sam(`
A: { Type: 'AWS::Serverless::Function', Properties: { Handler: a.handler } }
B: { Type: 'AWS::Serverless::Function', Properties: { Handler: b.handler } }
Own: { Type: 'AWS::Serverless::Api', Properties: { DefinitionBody: { paths: { /own: { get: ${operation('A')}, options: ${mock} } } } } }
Included: { Type: 'AWS::Serverless::HttpApi', Properties: { DefinitionBody: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: api.yaml } } } } }
File: { Type: 'AWS::Serverless::Api', Properties: { DefinitionUri: missing.yaml } }`),
      'api.yaml': `paths: { '/in/{id}': { x-amazon-apigateway-any-method: ${operation('B')} } }`,
    });
    expect(routesIn(project)).toEqual(['GET /own A http-v1', 'ANY /in/{id} B http-v2']);
    expect(project.notes).toEqual([
      'responses of API Gateway itself (integration MOCK, such as for CORS) are not served',
      'File: its OpenAPI document cannot be read; its routes are left out',
    ]);
  });

  it('come from the resources of API Gateway, and those of no function are named', () => {
    const project = projectOf({
      'template.json': JSON.stringify(
        {
          Resources: {
            A: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Code: { ZipFile: 'x' } } },
            Url: {
              Type: 'AWS::Lambda::Url',
              Properties: { TargetFunctionArn: { 'Fn::GetAtt': ['A', 'Arn'] }, AuthType: 'AWS_IAM' },
            },
            Rest: { Type: 'AWS::ApiGateway::RestApi' },
            Items: {
              Type: 'AWS::ApiGateway::Resource',
              Properties: { PathPart: 'items', ParentId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] } },
            },
            Item: { Type: 'AWS::ApiGateway::Resource', Properties: { PathPart: '{id}', ParentId: { Ref: 'Items' } } },
            Get: {
              Type: 'AWS::ApiGateway::Method',
              Properties: {
                HttpMethod: 'GET',
                ResourceId: { Ref: 'Item' },
                AuthorizationType: 'CUSTOM',
                Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Sub': 'arn:x/%{A.Arn}/invocations' } },
              },
            },
            Queue: {
              Type: 'AWS::ApiGateway::Method',
              Properties: {
                HttpMethod: 'POST',
                ResourceId: { Ref: 'Items' },
                Integration: { Type: 'AWS', Uri: 'arn:aws:sqs' },
              },
            },
            Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
            Proxy: {
              Type: 'AWS::ApiGatewayV2::Integration',
              Properties: {
                IntegrationType: 'AWS_PROXY',
                IntegrationUri: { 'Fn::GetAtt': ['A', 'Arn'] },
                PayloadFormatVersion: '2.0',
              },
            },
            Hello: {
              Type: 'AWS::ApiGatewayV2::Route',
              Properties: {
                ApiId: { Ref: 'Http' },
                RouteKey: 'GET /hello',
                Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Proxy' }]] },
              },
            },
          },
        },
        undefined,
        2,
      ),
    });
    expect(routesIn(project)).toEqual(['GET /items/{id} A http-v1', 'GET /hello A http-v2']);
    expect(project.functions[0]?.settings.url).toEqual({ auth: 'AWS_IAM' });
    expect(project.notes).toEqual([
      'authorizers and API keys are not checked: all routes are open',
      'Queue: its integration (AWS arn:aws:sqs) is not a function behind a proxy; the route is left out',
    ]);
  });

  it('two APIs with the same route at other functions are named', () => {
    const event = (name: string) =>
      `${name}: { Type: 'AWS::Serverless::Function', Properties: { Handler: a.b, Events: { E: { Type: Api, Properties: { Path: /x, Method: get } } } } }`;
    const project = projectOf({ 'template.yaml': sam(`${event('A')}\n${event('B')}`) });
    expect(routesIn(project)).toEqual(['GET /x A http-v1']);
    expect(project.notes).toEqual(['GET /x: several APIs have this route; only the first is served']);
  });
});

describe('samconfig.toml', () => {
  const template = `${sam("A: { Type: 'AWS::Serverless::Function', Properties: { Handler: a.b, MemorySize: !Ref Size } }")}
Parameters: { Size: { Type: Number, Default: 128 } }`;
  const config = `version = 0.1
[default.global.parameters]
region = "eu-west-1"
[default.deploy.parameters]
parameter_overrides = "Other=\\"a b\\" Size=256"
[prod.deploy.parameters]
parameter_overrides = ["Size=512"]
[old.deploy.parameters]
parameter_overrides = "ParameterKey=Size,ParameterValue=1024"`;
  const read = (settings: object) => projectOf({ 'template.yaml': template, 'samconfig.toml': config }, settings);
  const sizeOf = (settings: object) => read(settings).functions[0]?.settings.memoryMb;

  it('has the parameters and the region of its environment, and those of the user win', () => {
    expect([{}, { stage: 'prod' }, { stage: 'old' }, { parameters: { Size: '2048' } }].map(sizeOf)).toEqual([
      256, 512, 1024, 2048,
    ]);
    expect(read({}).functions[0]?.settings.region).toBe('eu-west-1');
    expect(read({ region: 'us-west-2' }).functions[0]?.settings.region).toBe('us-west-2');
  });

  it('says which environment it does not have, and where it is broken', () => {
    expect(read({ stage: 'test' }).notes).toEqual([
      "samconfig.toml: there is no environment test in it; the template's own values are used",
    ]);
    expect(() => projectOf({ 'template.yaml': template, 'samconfig.toml': 'a = ' })).toThrow(
      /^samconfig\.toml: Invalid TOML/,
    );
  });
});
