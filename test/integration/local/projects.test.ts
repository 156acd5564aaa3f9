import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { LocalLambda } from '../environment/local-lambda.ts';
import { rollcallHere, runScenarioHere, temporaryDirectory } from '../rollcall.ts';

interface Route {
  readonly method: string;
  readonly path: string;
}

/** A project under `rollcall local`. `ask` gets the status and the JSON of a route. */
async function local(...args: string[]) {
  const running = await LocalLambda.start(args);
  const { apiUrl, routes } = running.ready;
  const ask = async (request: string, body?: object) => {
    const [method = '', path = ''] = request.split(' ');
    const response = await fetch(apiUrl + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return [response.status, text.startsWith('{') ? JSON.parse(text) : text];
  };
  return {
    ask,
    routes: routes.map(({ method, path }: Route) => `${method} ${path}`),
    stderr: () => running.stderr,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const project = (name: string): string => join(packageRoot, 'test/fixtures/projects', name);

it('a SAM REST API in TypeScript answers every route, with the parameters of its stage', async () => {
  await using api = await local(project('sam-typescript'), '--stage', 'prod', '--env', 'AUDIT=by hand');
  expect(api.routes).toEqual(['GET /notes', 'POST /notes', 'GET /notes/{id}', 'GET /health', 'ANY /{proxy+}']);
  const title = 'Notes of prod in eu-central-1';
  expect(await api.ask('GET /notes')).toEqual([200, { kind: 'list', title, audit: 'by hand' }]);
  expect(await api.ask('POST /notes', { text: 'one' })).toEqual([201, { kind: 'created', note: { text: 'one' } }]);
  expect(await api.ask('GET /notes/7')).toEqual([200, { kind: 'note', id: '7', table: 'NotesTable' }]);
  expect(await api.ask('GET /health')).toEqual([200, { healthy: true, stage: 'prod' }]);
  expect(await api.ask('DELETE /else/where')).toEqual([404, { nothingAt: 'else/where', method: 'DELETE' }]);
  // A resource of a REST API without this method.
  expect(await api.ask('PUT /notes')).toEqual([403, { message: 'Missing Authentication Token' }]);
  expect(api.stderr()).toContain('HealthFunction: nothing sends its event Nightly (Schedule) here');
});

it('a Serverless service in Python answers every route, with its layer', async () => {
  await using api = await local(join(project('serverless-python'), 'serverless.yml'));
  const table = 'greeter-dev-greetings';
  expect(await api.ask('GET /greet/ann%20b')).toEqual([
    200,
    { text: 'hello ann b', route: 'GET /greet/{name}', table },
  ]);
  expect(await api.ask('POST /greet', { name: 'bob' })).toEqual([
    200,
    { text: 'hello bob', route: 'POST /greet', table },
  ]);
  const legacy = [200, { resource: '/legacy/{name}', parameters: { name: 'eve' } }];
  expect(await api.ask('GET /legacy/eve')).toEqual(legacy);
  expect(await api.ask('PATCH /files/a/b')).toEqual([
    200,
    { resource: '/files/{proxy+}', parameters: { proxy: 'a/b' } },
  ]);
  expect(api.routes).toHaveLength(4);
});

it('the output of CDK answers every route, with its layer and its inline code', async () => {
  await using api = await local(join(project('cdk-layer'), 'cdk.out'));
  // 25 degrees Celsius are 77 degrees Fahrenheit.
  expect(await api.ask('GET /forecast/rome')).toEqual([200, { city: 'rome', tomorrow: 77 }]);
  expect(await api.ask('GET /forecast')).toEqual([200, { city: 'all cities', tomorrow: 77 }]);
  expect(await api.ask('GET /now/oslo')).toEqual([200, { city: 'oslo', now: 20 }]);
  expect(api.routes).toHaveLength(3);
});

it('a function that cannot run is named and left out; the error of one that fails is shown with its place', async () => {
  const folder = await temporaryDirectory();
  await mkdir(join(folder, 'src'));
  await writeFile(
    join(folder, 'src/bad.mjs'),
    "export const handler = () => {\n  throw new TypeError('no luck');\n};\n",
  );
  await writeFile(join(folder, 'src/lost.mjs'), "import 'missing-package';\n");
  const function_ = (name: string, handler: string) =>
    `  ${name}: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: ${handler}, Events: { E: { Type: HttpApi, Properties: { Path: /${name}, Method: get } } } } }`;
  const functions = [
    function_('Bad', 'bad.handler'),
    function_('Lost', 'lost.handler'),
    function_('None', 'none.handler'),
  ];
  await writeFile(
    join(folder, 'template.yaml'),
    `Transform: AWS::Serverless-2016-10-31\nResources:\n${functions.join('\n')}\n`,
  );
  await using api = await local(folder);
  expect(api.routes).toEqual(['GET /Bad', 'GET /Lost']);
  expect(api.stderr()).toMatch(/template\.yaml: None: handler none\.handler: there is no none\.js/);
  expect(await api.ask('GET /Bad')).toEqual([502, 'Internal Server Error']);
  expect(await api.ask('GET /Lost')).toEqual([502, 'Internal Server Error']);
  await expect.poll(() => api.stderr()).toMatch(/^Bad failed: TypeError: no luck \(at .*bad\.mjs:2:9\)?\)$/m);
  await expect.poll(() => api.stderr()).toMatch(/^Lost failed: Cannot find package 'missing-package'/m);
  // A route of no function of an HTTP API.
  expect(await api.ask('GET /None')).toEqual([404, { message: 'Not Found' }]);
});

it('options of one function are refused with a project, and those of a project without one', async () => {
  const refused = await rollcallHere('local', project('sam-typescript'), '--memory', '512');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--memory: not allowed with a project')]);
  const alone = await rollcallHere('local', '--stage', 'dev');
  expect(alone.code).toBe(2);
  expect(alone.stderr).toContain('--stage: allowed only with a SAM, Serverless or CDK project');
});

it.each(['sam-typescript', 'serverless-python', 'cdk-layer'])(
  'init writes a scenario for %s that runs',
  async (name) => {
    const folder = await temporaryDirectory();
    const file = join(folder, 'rollcall.yaml');
    expect((await rollcallHere('init', project(name), '--out', file)).code).toBe(0);
    const { result } = await runScenarioHere(file, '--set', 'load.0.size=2', '--no-probe');
    for (const target of result.targets) expect(target.requests).toMatchObject({ answered: 2 });
    const again = await rollcallHere('init', project(name), '--out', file);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('this file exists')]);
  },
);
