import { expect, test } from 'vitest';
import { firstScenario, type StartingPoint } from '../../../../src/scenario/first/first-scenario.ts';
import { parseScenario } from '../../../../src/scenario/reading/parse.ts';
import { projectOf } from '../projects/project-of.ts';

const scenarioOf = (...found: StartingPoint[]) => firstScenario('/srv/My Shop', found, 'rollcall.yaml');
const parsed = (...found: StartingPoint[]) => parseScenario(scenarioOf(...found), { file: 'rollcall.yaml' });

test('a function in JavaScript is compared with the same function in a server, by a burst of ten', () => {
  expect(parsed({ kind: 'function', directory: 'api', isJavaScript: true })).toMatchObject({
    name: 'my-shop',
    request: { method: 'GET', path: '/' },
    targets: [
      { name: 'lambda', kind: 'local-lambda', function: { directory: 'api' } },
      { name: 'node', kind: 'node-server', function: { directory: 'api' } },
    ],
    load: [{ kind: 'burst', size: 10 }],
  });
  expect(parsed({ kind: 'function', directory: 'api', isJavaScript: false }).targets).toHaveLength(1);
});

test('a server is started by its command', () => {
  const found = { kind: 'command', command: ['node', 'dist/server.js'], cwd: 'web', why: 'the start script' } as const;
  expect(parsed(found).targets).toMatchObject([{ kind: 'server', command: ['node', 'dist/server.js'], cwd: 'web' }]);
  expect(scenarioOf(found)).toContain('  # the start script\n');
});

test('of a project, the function with the plainest route, which is its request; the others are named', () => {
  const lambda = (name: string, event: string, more = '') =>
    `  ${name}: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: nodejs22.x${more}, Events: { E: { Type: Api, Properties: ${event} } } } }`;
  const project = (...functions: string[]) =>
    projectOf({ 'template.yaml': `Transform: AWS::Serverless-2016-10-31\nResources:\n${functions.join('\n')}` });
  const two = project(lambda('One', "{ Path: '/a/{id}', Method: get }"), lambda('Two', '{ Path: /b, Method: put }'));
  const text = scenarioOf({ kind: 'project', file: 'template.yaml', project: two });
  expect(text).toContain('request: { method: PUT, path: /b }');
  expect(text).toContain('function: { project: template.yaml, name: Two }');
  expect(text).toContain('  # Other functions of the project: One.\n');
  const one = project(lambda('One', "{ Path: '/a/{id}/{more+}', Method: any }", ", Layers: ['arn:x']"));
  const filled = scenarioOf({ kind: 'project', file: 'template.yaml', project: one });
  expect(filled).toContain('request: { method: GET, path: /a/1/1 }');
});
