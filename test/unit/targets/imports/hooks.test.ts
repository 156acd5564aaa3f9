import { expect, it } from 'vitest';
import { marked } from '../../../../targets/imports/hooks.ts';

const call = (name: string) => `globalThis[Symbol.for('rollcall.imports')].${name}("file:///a.mjs");`;

it('marks both ends of a module and keeps its lines', () => {
  const source = 'export const a = 1; // the end';
  expect(marked(source, 'file:///a.mjs')).toBe(`${call('enter')}${source}\n${call('leave')}`);
});

it('keeps `#!` in front', () => {
  expect(marked('#!/usr/bin/env node\na()', 'file:///a.mjs')).toBe(
    `#!/usr/bin/env node\n${call('enter')}a()\n${call('leave')}`,
  );
});
