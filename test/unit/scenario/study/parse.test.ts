import { expect, test } from 'vitest';
import { studyCells } from '../../../../src/scenario/study/cells.ts';
import { parseStudy } from '../../../../src/scenario/study/parse.ts';
import { studyPlanLines } from '../../../../src/scenario/study/plan-lines.ts';

const study = (more: string) => `name: s
question: q
target: { name: fn, kind: local-lambda, function: ./fn }
${more}`;
const parsed = (more: string) => parseStudy(study(more), { file: 's.yaml' });
const problems = (text: string) => {
  try {
    parseStudy(text, { file: 's.yaml' });
  } catch (error) {
    return (error as Error).message.split('\n');
  }
  return [];
};

test('a study is measured cold and warm by default, 20 times, and each run has 3 warm calls', () => {
  expect(parsed('').value.protocol).toEqual({
    ...{ kind: 'cold-warm', runs: 20, rounds: [{ name: 'first', afterMs: 0 }], copies: 1, seed: 1 },
    ...{ warm: 3, pauseMs: 0, force: ['environment'], waitMs: 2_700_000 },
  });
});

test('times are written with their units, also those of rounds', () => {
  const { protocol } = parsed(
    'protocol: { rounds: [first, { name: later, after: 90m }], pause: 10s, wait: 45m }',
  ).value;
  expect(protocol).toMatchObject({
    rounds: [
      { name: 'first', afterMs: 0 },
      { name: 'later', afterMs: 5_400_000 },
    ],
    pauseMs: 10_000,
    waitMs: 2_700_000,
  });
});

test.each([
  ['matrix: { memory: [64] }', 's.yaml:4:20 matrix.memory.0: expected an integer from 128 to 10240, got 64'],
  ['matrix: { memori: [128] }', 's.yaml:4:11 matrix.memori: unknown key; did you mean `memory`?'],
  ['matrix: { memory: [128, 128] }', 's.yaml:4:25 matrix.memory.1: expected different levels, got "128" again'],
  [
    'matrix: { memory: [128], exclude: [{ memory: 129 }] }',
    's.yaml:4:46 matrix.exclude.0.memory: expected a level of `memory`: `128`, got "129"; did you mean `128`?',
  ],
  [
    'matrix: { memory: [128], exclude: [{ memory: 128 }] }',
    's.yaml:4:35 matrix.exclude: every combination is excluded; expected at least one cell',
  ],
  [
    'matrix: { packaging: [tarball] }',
    's.yaml:4:23 matrix.packaging.0: expected `directory`, `zip`, `layers`, `image-model` or `image-model-uncached`, got "tarball"',
  ],
  [
    'matrix: { version: ["1", "2"] }',
    's.yaml:4:20 matrix.version: expected none: it changes nothing of a function of the kind `local-lambda`',
  ],
  [
    'matrix: { command: { a: [node] } }',
    's.yaml:4:20 matrix.command: expected none: it changes nothing of a function of the kind `local-lambda`',
  ],
  [
    'protocol: { rounds: [one, one] }',
    's.yaml:4:27 protocol.rounds.1: expected a different name for each round, got "one" again',
  ],
  [
    'matrix: { keepAliveMs: [1], function: { a: { runtime: python } } }\nprotocol: { warm: -1 }',
    's.yaml:5:19 protocol.warm: expected an integer from 0 to 1000, got -1',
  ],
])('%s is refused with its place and what is expected', (more, message) => {
  expect(problems(study(more))).toEqual([message]);
});

test('a changed configuration is measured at $LATEST, which has no snapshot: with one, other ways are expected', () => {
  const message = (ways: string) =>
    `expected ${ways}: \`configuration\` calls $LATEST, which has no snapshot; only published versions have`;
  const embedded = 'matrix: { snapshot: [false, true] }\nprotocol: { force: [environment, configuration] }';
  expect(problems(study(embedded))).toEqual([
    `s.yaml:5:20 protocol.force: ${message('`environment`, `version` or `wait`')}`,
  ]);
  expect(problems(study(embedded.replace(', configuration', ', version, wait')))).toEqual([]);
  expect(problems(study(embedded.replace('[false, true]', '[false]')))).toEqual([]);
  const deployed = 'name: s\nquestion: q\ntarget: { name: fn, kind: lambda-invoke }\nmatrix: { snapshot: [true] }';
  expect(problems(`${deployed}\nprotocol: { force: configuration }`)).toEqual([
    expect.stringContaining(`protocol.force: ${message('`version` or `wait`')}`),
  ]);
  expect(problems(`${deployed}\nprotocol: { force: version }`)).toEqual([]);
});

test('new environments are forced by a changed configuration of deployed functions, and by versions where they have snapshots', () => {
  const forceOf = (more: string) => {
    const { protocol } = parseStudy(`name: s\nquestion: q\n${more}`, { file: 's.yaml' }).value;
    return 'force' in protocol ? protocol.force : undefined;
  };
  const deployed = 'target: { name: fn, kind: lambda-invoke }\n';
  const idle = 'protocol: { kind: idle-lifetime, waits: [1m, 2m] }\n';
  expect(forceOf(deployed)).toEqual(['configuration']);
  expect(forceOf(`${deployed}matrix: { snapshot: [false, true] }`)).toEqual(['version']);
  expect(forceOf(deployed.replace('fn,', 'fn, snapshot: true,'))).toEqual(['version']);
  expect(forceOf(deployed + idle)).toBe('configuration');
  expect(forceOf(`target: { name: fn, kind: local-lambda, function: ./fn }\n${idle}`)).toBe('environment');
});

test('a study that calls a function needs one', () => {
  expect(problems('name: s\nquestion: q\nprotocol: {}')).toEqual([
    's.yaml:1:1 target: missing; expected the function that the study calls',
  ]);
  expect(problems('name: s\nquestion: q\ntarget: { name: fn, kind: local-lambda }')).toEqual([
    's.yaml:3:9 target.function: missing; expected the function, here or as a factor of the matrix',
  ]);
});

test('the plan names the cells, and what is changed of deployed functions', () => {
  const { value } = parseStudy(
    'name: s\nquestion: q\ntarget: { name: hello, kind: lambda-invoke }\nmatrix: { runtime: [node, python], memory: [128] }\nprotocol: { runs: 5, warm: 2, force: configuration }',
    { file: 's.yaml' },
  );
  expect(
    studyPlanLines(
      value,
      studyCells(value, (path) => path),
    ),
  ).toEqual([
    's: 2 cells, 5 runs of each in 1 round (first): 10 runs, 30 samples',
    'A cold start is forced by a change of the configuration of the function.',
    'Each run has 1 cold call, then 2 warm calls.',
    '  runtime=node memory=128: function hello-node, memory size is set to 128 MB',
    '  runtime=python memory=128: function hello-python, memory size is set to 128 MB',
  ]);
});

test('a launch starts commands, each in a copy of its folder and after what prepares it', () => {
  const { value } = parseStudy(
    `name: s
question: q
matrix: { command: { sh: [sh, a.sh], native: { command: [./a], files: ./c, prepare: [[cc, a.c]] } } }
protocol: { kind: launch, subprocesses: 2 }`,
    { file: 's.yaml' },
  );
  const cells = studyCells(value, (path) => `/files/${path}`);
  expect(cells.map(({ command }) => command)).toEqual([
    { command: ['sh', 'a.sh'], prepare: [] },
    { command: ['./a'], files: '/files/./c', prepare: [['cc', 'a.c']] },
  ]);
  // 2 commands, 20 runs of each, a launch and 2 subprocesses in each run.
  expect(studyPlanLines(value, cells)[0]).toContain('40 runs, 120 samples');
});

test('the waits of idle environments have units, and each is a run of its own: 3 waits of 2 runs with 5 environments', () => {
  const { value } = parsed('protocol: { kind: idle-lifetime, waits: [500ms, 2s, 1m], runs: 2, copies: 5 }');
  expect(value.protocol).toMatchObject({ waits: [500, 2000, 60_000], force: 'environment' });
  const lines = studyPlanLines(
    value,
    studyCells(value, (path) => path),
  );
  expect(lines[0]).toContain('6 runs, 30 samples');
  // 2 x (0.5 + 2 + 60) s.
  expect(lines.join('\n')).toContain('A cell takes 125.0 s of waiting in each round.');
});

test('the wait of idle environments is a time', () => {
  expect(problems(study('protocol: { kind: idle-lifetime, waits: [1s, soon] }'))).toEqual([
    's.yaml:4:46 protocol.waits.1: expected a number from 1 to 86400000 or a time with its unit, such as 500ms, 10s or 2m, got "soon"',
  ]);
});
