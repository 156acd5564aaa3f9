import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../../src/scenario/reading/nearest.ts';

test.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['memroyMb', 'memoryMb', 1],
  ['same', 'same', 0],
])('%s to %s is %i edits', (a, b, edits) => {
  expect(editDistance(a, b)).toBe(edits);
  expect(editDistance(b, a)).toBe(edits);
});

test.each([
  ['memroyMb', ['name', 'memoryMb', 'timeoutMs'], 'memoryMb'],
  ['CPUMS', ['cpuMs', 'ioMs'], 'cpuMs'],
  ['zz', ['size', 'kind'], undefined],
  ['ab', ['xy'], undefined],
  ['', ['a'], undefined],
])('%s among %j means %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant);
});
