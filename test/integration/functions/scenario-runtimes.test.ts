import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rollcallHere, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

const scenarioOf = (workload: string, targets: string) =>
  scenarioFile(`
name: runtimes
question: Which runtimes does a scenario have?
workload: { kind: function, ${workload} }
targets: [${targets}]
load: [{ name: burst, kind: burst, size: 3 }]
`);

const lambda = '{ name: lambda, kind: local-lambda }';

it.each([
  [
    'a Python handler by the root of its package',
    `directory: ${join(fixtures, 'lambda/python')}, handler: app.handler`,
  ],
  ['a Python file', `file: ${join(fixtures, 'lambda/python/app.py')}, handler: app.handler`],
])('%s: three environments answer three at once', async (_, workload) => {
  const { result } = await runScenarioHere(await scenarioOf(workload, lambda));
  const { requests, environments } = targetOf(result, 'lambda');
  expect([requests.answered, environments.distinct, environments.coldStarts]).toEqual([3, 3, 3]);
});

it('the twin has no Python: said before anything is started', async () => {
  const workload = `directory: ${join(fixtures, 'lambda/python')}, handler: app.handler`;
  const file = await scenarioOf(workload, `${lambda}, { name: server, kind: node-server }`);
  const { code, stderr } = await rollcallHere('check', file);
  expect(code).toBe(2);
  expect(stderr).toMatch(/targets\.1\.kind: node-server runs functions for Node; this one is for python/);
});

it('a folder is no module: what is in it is not guessed', async () => {
  const file = await scenarioOf(`directory: ${fixtures}, handler: lambda.handler`, lambda);
  const { code, stderr } = await rollcallHere('check', file);
  expect(code).toBe(2);
  expect(stderr).toMatch(/workload\.handler: handler lambda\.handler: there is no lambda\.js or lambda\.py in /);
});
