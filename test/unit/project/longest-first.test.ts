import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { longestFirst } from '../../longest-first.ts';
import { root } from './files-in.ts';

test('the files that run first are there, each once', () => {
  expect(longestFirst.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(new Set(longestFirst).size).toBe(longestFirst.length);
});
