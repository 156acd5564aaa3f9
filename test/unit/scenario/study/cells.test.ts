import { expect, test } from 'vitest';
import { cellDrafts, studyCells } from '../../../../src/scenario/study/cells.ts';
import { matrixSchema } from '../../../../src/scenario/study/factors.ts';
import { studySchema } from '../../../../src/scenario/study/study.ts';

const local = { name: 'fn', kind: 'local-lambda', function: './fn', memoryMb: 512 };
const draftsOf = (matrix: object, target: object | undefined = local) => cellDrafts(matrixSchema.parse(matrix), target);

test('a matrix of 2 runtimes and 3 memory sizes without one combination has 5 cells, the last factor changing first', () => {
  const drafts = draftsOf({
    runtime: ['node', 'python'],
    memory: [128, 512, 1769],
    exclude: [{ runtime: 'python', memory: 128 }],
  });
  expect(drafts.map(({ id }) => id)).toEqual([
    'runtime=node memory=128',
    'runtime=node memory=512',
    'runtime=node memory=1769',
    'runtime=python memory=512',
    'runtime=python memory=1769',
  ]);
  expect(drafts[0]).toMatchObject({
    levels: { runtime: 'node', memory: '128' },
    target: { memoryMb: 128, function: { directory: './fn', runtime: 'node' } },
  });
});

test('a study without a matrix has one cell, which is its target', () => {
  expect(draftsOf({})).toEqual([{ id: 'all', levels: {}, target: local, settings: {} }]);
});

test('variables of a level are set beside those of the target, and win', () => {
  const target = { ...local, environment: { A: '1', B: '1' } };
  const [one] = draftsOf({ variables: { lazy: { B: '2', C: '3' } } }, target);
  expect(one?.target).toMatchObject({ environment: { A: '1', B: '2', C: '3' } });
});

test('at a deployed function, levels of code are parts of its name, and memory and variables are settings that are changed', () => {
  const target = { name: 'hello', kind: 'lambda-invoke' };
  const matrix = { runtime: { 'python3.11': {} }, memory: [128], snapshot: [true], variables: { lazy: { LAZY: '1' } } };
  expect(draftsOf(matrix, target)).toMatchObject([
    {
      target: { functionName: 'hello-python3-11' },
      settings: { memoryMb: 128, snapStart: true, variables: { LAZY: '1' } },
    },
  ]);
  expect(draftsOf({ function: { pandas: { functionName: 'other' } } }, target)[0]?.target).toMatchObject({
    functionName: 'other',
  });
});

test('a command is what a cell starts where a study has no target', () => {
  const native = { command: ['./native'], files: './launch', prepare: [['cc', 'native.c']] };
  const matrix = matrixSchema.parse({ command: { node: ['node', '-v'], native } });
  const node = { command: ['node', '-v'], prepare: [] };
  expect(cellDrafts(matrix, undefined)).toEqual([
    { id: 'command=node', levels: { command: 'node' }, target: undefined, settings: {}, command: node },
    { id: 'command=native', levels: { command: 'native' }, target: undefined, settings: {}, command: native },
  ]);
});

test('cells have all defaults and absolute paths', () => {
  const study = studySchema.parse({ name: 's', question: 'q', target: local, matrix: { memory: [128] } });
  expect(studyCells(study, (path) => `/abs/${path}`)).toMatchObject([
    { target: { memoryMb: 128, timeoutMs: 30_000, function: { directory: '/abs/./fn' } } },
  ]);
});
