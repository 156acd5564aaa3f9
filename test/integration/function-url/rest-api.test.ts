import { expect, it } from 'vitest';
import { startLocalAws } from '../deployed/local-aws.ts';
import { rollcallHere, runScenarioHereIn, scenarioFile } from '../rollcall.ts';
import { functionFile } from '../target-program.ts';

const file = functionFile('rest-item.mjs');

const functions = `
functions:
  - { name: fn, file: ${file} }
`;

/** The body of an answer begins with the id of the item, which is read as its instance. */
const scenario = (path: string) => `
name: rest-api
question: Does a function of a REST API answer everywhere?
workload: { kind: function, file: ${file} }
request: { path: ${path}, event: { kind: http-v1, route: '/items/{id}' } }
identity: { from: csv }
targets:
  - { name: lambda, kind: local-lambda }
  - { name: server, kind: node-server }
  - { name: fn, kind: lambda-invoke, reports: none }
load:
  - { name: burst, kind: burst, size: 2 }
`;

it('by the embedded Lambda, the server twin and Invoke: 2 of 2 answered, whose body says 42', async () => {
  await using aws = await startLocalAws(functions);
  const { samples } = await runScenarioHereIn(aws.environment, await scenarioFile(scenario('/items/42')));
  const seen = samples.map(({ target, outcome, instanceId }) => `${target} ${outcome} ${instanceId}`);
  const each = (target: string) => [`${target} answered 42`, `${target} answered 42`];
  expect(seen.sort()).toEqual([...each('fn'), ...each('lambda'), ...each('server')]);
});

it('a path that is not on the route is refused before anything is fired', async () => {
  const { code, stderr } = await rollcallHere('check', await scenarioFile(scenario('/orders/42')));
  expect(stderr).toContain('request.path: "/orders/42" is not on the route "/items/{id}" of request.event');
  expect(code).toBe(2);
});

it('rollcall local takes a route', async () => {
  const { code, stderr } = await rollcallHere('local', file, '--route', 'items');
  expect(stderr).toContain('--route: expected a route such as /items/{id} or /{proxy+}, got "items"');
  expect(code).toBe(2);
});
