import { describe, expect, it } from 'vitest';
import { projectOf, routesIn, withVariables } from '../project-of.ts';

const service = (more: string) => `service: shop\nprovider: { name: aws, runtime: nodejs22.x }\n${more}`;

const variablesOf = (yaml: string, settings: object = {}, files: Record<string, string> = {}) =>
  projectOf({ 'serverless.yml': service(yaml), ...files }, settings).functions[0]?.settings.environment;

describe('a function of a Serverless service', () => {
  it('has 1,024 MB and 6 s by default, and the name of service, stage and function', () => {
    const { functions } = projectOf({
      'serverless.yml': service('functions: { orders: { handler: src/orders.get } }'),
    });
    expect(functions).toEqual([
      {
        id: 'orders',
        architecture: 'x86_64',
        settings: {
          ...{ name: 'shop-dev-orders', runtime: 'node', handler: 'src/orders.get', directory: '.' },
          ...{ memoryMb: 1024, timeoutMs: 6000, environment: {}, region: 'us-east-1', accountId: '012345678912' },
        },
      },
    ]);
  });

  it('gets values of the provider, its own archive, its layers and its limits', () => {
    const { functions, notes } = projectOf({
      'serverless.yml': `
service: { name: shop }
provider:
  { name: aws, runtime: python3.12, region: eu-west-1, memorySize: 256, environment: { A: 1, B: 2 }, layers: [{ Ref: LibsLambdaLayer }] }
layers: { libs: { path: layers/libs }, more: { package: { artifact: more.zip } } }
package: { artifact: all.zip }
functions:
  - one: { handler: a.b, environment: { B: 3 }, reservedConcurrency: 5, provisionedConcurrency: 2, url: { authorizer: aws_iam } }
  - two: { handler: a.c, name: own-name, layers: [!Ref MoreLambdaLayer, 'arn:aws:lambda:x:1:layer:y:1'], package: { artifact: two.zip } }
  - three: { image: repository/image }
`,
    });
    expect(functions.map(({ settings }) => settings)).toMatchObject([
      {
        ...{ name: 'shop-dev-one', directory: 'all.zip', layers: ['layers/libs'], memoryMb: 256, region: 'eu-west-1' },
        ...{
          environment: { A: '1', B: '3' },
          reservedConcurrency: 5,
          provisionedConcurrency: 2,
          url: { auth: 'AWS_IAM' },
        },
      },
      { name: 'own-name', directory: 'two.zip', layers: ['more.zip'] },
    ]);
    expect(notes).toEqual([
      'two: the layer arn:aws:lambda:x:1:layer:y:1 is not on this machine and is left out',
      'three: functions in container images cannot run here; it is left out',
    ]);
  });
});

describe('variables', () => {
  const function_ = (variables: string) => `functions: { a: { handler: a.b, environment: ${variables} } }`;

  it.each([
    ['%{self:service}', 'shop'],
    ['%{self:custom.sizes.%{sls:stage}}', '256'],
    ['%{opt:stage, "none"}', 'none'],
    ["%{env:NOBODY, self:custom.fallback, 'x'}", 'deep dev'],
    ['%{env:HOME_TOWN}', 'Ulm'],
    ['a-%{self:custom.sizes.dev}-%{aws:region}', 'a-256-us-east-1'],
    ['%{file(vars.yml):keys.one}', 'from a file dev'],
    ['%{file(./vars.json):two}', '2'],
    ['%{param:owner}', 'default owner'],
    ['%{strToBool(true)}', 'true'],
    ['!Sub "%{AWS::Region}/%{Table}"', 'us-east-1/orders-dev'],
    ['!GetAtt Table.Arn', 'arn:aws:dynamodb:us-east-1:012345678912:table/orders-dev'],
    ['!Ref ADashbLambdaFunction', 'shop-dev-a-b'],
  ])('%s', (text, expected) => {
    const yaml = `
custom: { sizes: { dev: 256 }, fallback: 'deep \${sls:stage}' }
params: { default: { owner: default owner } }
resources: { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'orders-\${sls:stage}' } } } }
functions: { a: { handler: a.b, environment: { X: ${text.startsWith('!') ? text : JSON.stringify(text)} } }, a-b: { handler: a.b } }`;
    const files = { 'vars.yml': "keys: { one: 'from a file %{sls:stage}' }", 'vars.json': '{ "two": 2 }' };
    expect(variablesOf(yaml, { environment: { HOME_TOWN: 'Ulm' } }, files)).toEqual({ X: expected });
  });

  it('follow the stage, the region and the parameters of the user', () => {
    const yaml = `params: { prod: { owner: them } }\n${function_("{ A: '%{sls:stage}', B: '%{self:provider.stage}', C: '%{opt:size, 1}', D: '%{param:owner}', E: '%{self:provider.region}' }")}`;
    const settings = { stage: 'prod', region: 'eu-central-1', parameters: { size: '9' } };
    expect(variablesOf(yaml, settings)).toEqual({ A: 'prod', B: 'prod', C: '9', D: 'them', E: 'eu-central-1' });
  });

  it('are filled from .env where the service says so, and the caller wins', () => {
    const yaml = `useDotenv: true\n${function_("{ A: '%{env:A}', B: '%{env:B}' }")}`;
    expect(variablesOf(yaml, { environment: { B: 'own' } }, { '.env': 'A=1\nB=2' })).toEqual({ A: '1', B: 'own' });
  });

  it('that only a deployment knows are named, and so is a circle', () => {
    const yaml = `custom: { a: '\${self:custom.b}', b: '\${self:custom.a}' }\n${function_("{ A: '%{ssm:/key}', B: '%{cf:stack.Out}', C: '%{self:custom.a}', D: '%{env:UNSET}', E: '%{file(x.js):a}' }")}`;
    const { notes, functions } = projectOf({ 'serverless.yml': service(yaml), 'x.js': '' });
    expect(functions[0]?.settings.environment).toEqual({});
    const what = { A: '%{ssm:/key}', B: '%{cf:stack.Out}', D: '%{env:UNSET}', E: '%{file(x.js)}' };
    for (const [name, text] of Object.entries(what))
      expect(notes).toContain(
        `a: the variable ${name} is not known: ${withVariables(text)}; set it with --env ${name}=VALUE`,
      );
    expect(notes).toHaveLength(5);
  });
});

describe('events', () => {
  it('become routes: http with v1 events, httpApi with v2', () => {
    const project = projectOf({
      'serverless.yml': service(`
functions:
  a:
    handler: a.b
    events:
      - httpApi: GET /items/{id}
      - httpApi: { method: post, path: /items, authorizer: x }
      - httpApi: '*'
      - http: get old/{id}
      - http: { path: '/all/{proxy+}', method: ANY, private: true }
      - http: { path: /mapped, method: get, integration: lambda }
      - schedule: rate(1 day)
plugins: [serverless-offline, serverless-wsgi]`),
    });
    expect(routesIn(project)).toEqual([
      'GET /items/{id} shop-dev-a http-v2',
      'POST /items shop-dev-a http-v2',
      'ANY $default shop-dev-a http-v2',
      'GET /old/{id} shop-dev-a http-v1',
      'ANY /all/{proxy+} shop-dev-a http-v1',
    ]);
    expect(project.notes).toEqual([
      'authorizers and API keys are not checked: all routes are open',
      'a: the integration lambda of get /mapped is not served; the route is left out',
      'a: nothing sends its event schedule here; send it through the Invoke API',
      'the plugin serverless-wsgi is not run: do its work before the start, such as installing packages',
    ]);
  });

  it('of an HTTP API with payload 1.0 are v1 events', () => {
    const text =
      "service: a\nprovider: { name: aws, httpApi: { payload: '1.0' } }\nfunctions: { a: { handler: a.b, events: [{ httpApi: GET /x }] } }";
    expect(routesIn(projectOf({ 'serverless.yml': text }))).toEqual(['GET /x a-dev-a http-v1']);
  });
});
