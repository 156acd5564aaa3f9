import { expect, it } from 'vitest';
import { costliest } from '../../../../src/stats/imports/costliest.ts';
import { importTree } from '../../../../src/stats/imports/import-tree.ts';
import { measuredImports } from '../../../../src/stats/imports/measured-imports.ts';

const entry = { name: 'index.mjs', selfMs: 2 };
const below = (parent: string, name: string, selfMs: number) => ({ name, parent, selfMs });
const whole = (modules: Parameters<typeof importTree>[1]['modules'], outsideMs = 0) =>
  importTree('index.handler', { modules, outsideMs });

const pandas = [
  entry,
  below('index.mjs', 'lib', 1),
  below('lib', 'pandas', 60),
  below('pandas', 'numpy', 30),
  below('pandas', 'pytz', 8),
  below('index.mjs', 'json', 4),
  below('index.mjs', 'logging', 5),
  below('index.mjs', 're', 1),
];

it('adds a module to whoever imported it first: 2 + 1 + 60 + 30 + 8 + 4 + 5 + 1 and 9 outside are 120 ms', () => {
  const tree = whole(pandas, 9);
  expect([tree.cumulativeMs, tree.selfMs]).toEqual([120, 9]);
  const [handler] = tree.children;
  expect([handler?.name, handler?.cumulativeMs, handler?.selfMs]).toEqual(['index.mjs', 111, 2]);
  expect(handler?.children.map(({ name, cumulativeMs }) => [name, cumulativeMs])).toEqual([
    ['lib', 99],
    ['logging', 5],
    ['json', 4],
    ['re', 1],
  ]);
});

it('names pandas (98 of 120 ms) and not lib, which passes 98 of its 99 ms on; then what is beside it, not below', () => {
  expect(costliest(whole(pandas, 9)).map(({ name, cumulativeMs }) => [name, cumulativeMs])).toEqual([
    ['pandas', 98],
    ['logging', 5],
    ['json', 4],
  ]);
  expect(costliest(whole(pandas, 9))[0]).toEqual({
    name: 'pandas',
    selfMs: 60,
    cumulativeMs: 98,
    share: 98 / 120,
    pulledIn: 2,
    longest: [
      { name: 'numpy', cumulativeMs: 30 },
      { name: 'pytz', cumulativeMs: 8 },
    ],
  });
});

it('names no import where the module of the handler has none', () => {
  expect(costliest(whole([entry]))).toEqual([]);
});

it('keeps a module whose importer is not known, and one that names itself', () => {
  const tree = whole([below('gone', 'a', 3), below('b', 'b', 4)]);
  expect(tree.children.map(({ name }) => name)).toEqual(['b', 'a']);
  expect(tree.cumulativeMs).toBe(7);
});

it('shows the import of the median total: of 30, 10 and 20 ms that of 20 ms; of 10 and 20 that of 10', () => {
  const of = (...totals: number[]) =>
    measuredImports(
      { handler: 'index.handler', language: 'Node' },
      totals.map((selfMs) => ({ modules: [{ name: 'index.mjs', selfMs }], outsideMs: 0 })),
    );
  expect(of(30, 10, 20)).toMatchObject({
    ...{ totalMs: { median: 20, lowest: 10, highest: 30 }, runs: 3, modules: 1 },
    tree: { cumulativeMs: 20 },
  });
  expect(of(20, 10).totalMs.median).toBe(10);
});
