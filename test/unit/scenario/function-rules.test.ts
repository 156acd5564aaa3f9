import { expect, test } from 'vitest';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';
import { complaintsOf, scenarioText } from './scenario-text.ts';

const withTargets = (lambda: string, server = '') => scenarioText({ 3: '', 5: lambda, 6: server });

test('a target has a function of its own: a path, or a map; then the scenario needs no workload', () => {
  const text = withTargets(
    '  - { name: lambda, kind: local-lambda, function: ./api }',
    '  - { name: server, kind: node-server, function: { file: api.zip, handler: src/api.main } }',
  );
  const { workload, targets } = parseScenario(text, { file: 'x.yaml' });
  expect(workload).toBe(undefined);
  expect(targets).toMatchObject([
    { function: { directory: './api' } },
    { function: { file: 'api.zip', handler: 'src/api.main' } },
  ]);
});

test.each(['f.mjs', 'f.ts', 'f.py', 'f.zip'])('the path %s is that of a file', (path) => {
  const text = withTargets(`  - { name: lambda, kind: local-lambda, function: ${path} }`);
  expect(parseScenario(text, { file: 'x.yaml' }).targets).toMatchObject([{ function: { file: path } }]);
});

test('a target that only sends requests elsewhere needs no workload', () => {
  const text = withTargets('  - { name: lambda, kind: http, url: "http://127.0.0.1:1/" }');
  expect(complaintsOf(text)).toEqual([]);
});

test.each<[string, string, string[]]>([
  [
    'no function anywhere',
    withTargets('  - { name: lambda, kind: local-lambda }'),
    [
      'x.yaml:1:1 workload: missing; expected what "lambda" (local-lambda) runs: `workload` here, or a `function` of that target',
    ],
  ],
  [
    'a twin without a function, beside a function of another target',
    withTargets('  - { name: lambda, kind: local-lambda, function: f.py }', '  - { name: twin, kind: node-server }'),
    [
      'x.yaml:1:1 workload: missing; expected what "twin" (node-server) runs: `workload` here, or a `function` of that target, which has to be one in JavaScript',
    ],
  ],
  [
    'a function without a place',
    withTargets('  - { name: lambda, kind: local-lambda, function: { handler: a.b } }'),
    ['x.yaml:5:51 targets.0.function: expected `file` or `directory` of the function'],
  ],
  [
    'a function with two places',
    withTargets('  - { name: lambda, kind: local-lambda, function: { file: a.py, directory: a } }'),
    ['x.yaml:5:76 targets.0.function.directory: expected none: the function already has `file`'],
  ],
  [
    'a misspelled place',
    withTargets('  - { name: lambda, kind: local-lambda, function: { directry: a } }'),
    ['x.yaml:5:53 targets.0.function.directry: unknown key; did you mean `directory`?'],
  ],
  [
    'Node for a Python function',
    withTargets('  - { name: lambda, kind: local-lambda, function: { file: a.py, runtime: python, node: node22 } }'),
    ['x.yaml:5:88 targets.0.function.node: expected none with runtime "python"'],
  ],
  [
    'a bootstrap for a Python function',
    withTargets('  - { name: lambda, kind: local-lambda, function: { file: a.py, runtime: python, bootstrap: b } }'),
    ['x.yaml:5:93 targets.0.function.bootstrap: expected none with runtime "python"'],
  ],
  [
    'a package at a server, which unpacks none',
    withTargets(
      '  - { name: lambda, kind: local-lambda, function: f.py }',
      '  - { name: server, kind: node-server, function: { file: a.mjs, packaging: zip } }',
    ),
    [
      'x.yaml:6:76 targets.1.function.packaging: expected none: only the embedded Lambda (local-lambda) unpacks or loads packages',
    ],
  ],
  [
    'a package in an environment that takes several calls',
    withTargets('  - { name: lambda, kind: local-lambda, model: web, function: { file: a.mjs, packaging: zip } }'),
    [
      'x.yaml:5:89 targets.0.function.packaging: expected directory with the model `web`; other packages are for `event` and `queued`',
    ],
  ],
  [
    'layers beside an image, which has none',
    withTargets(
      '  - { name: lambda, kind: local-lambda, layers: [l], function: { file: a.mjs, packaging: image-model } }',
    ),
    [
      'x.yaml:5:90 targets.0.function.packaging: expected directory or zip beside `layers`: an image has none, and `layers` makes its own',
    ],
  ],
  [
    'options of no binary',
    withTargets(
      '  - { name: lambda, kind: local-lambda, function: { directory: a, runtime: provided, options: [-O] } }',
    ),
    [
      'x.yaml:5:95 targets.0.function.options: expected none: an executable has no binary of a language that takes them',
    ],
  ],
  [
    'a function of what is elsewhere',
    withTargets('  - { name: lambda, kind: http, url: "http://127.0.0.1:1/", function: f }'),
    ['x.yaml:5:61 targets.0.function: unknown key'],
  ],
])('refuses %s', (_, text, complaints) => {
  const found = complaintsOf(text);
  expect(found.map((line) => line.split('; expected `name`')[0])).toEqual(complaints);
});
