import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, root } from '../../project/files-in.ts';

// So that axe-core need not look at what is no color a second time (test/integration/report/axe.ts).
test('a dark screen changes colors only: no rule or script asks for it, and every value of two is two colors', () => {
  const texts = filesIn('src')
    .filter((file) => /\.(css|ts)$/.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  expect(texts.filter((text) => text.includes('prefers-color-scheme'))).toEqual([]);
  const values = texts.flatMap((text) => text.match(/light-dark\([^)]*\)?/g) ?? []);
  expect(values.length).toBeGreaterThan(20);
  expect(values.filter((value) => !/^light-dark\(#[0-9a-f]{3,8}, #[0-9a-f]{3,8}\)$/.test(value))).toEqual([]);
});
