import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { python } from '../../../../src/launch/code/python-module.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-module-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

test("in CPython's order: a package before a module, and of each the extension, the source, the bytecode", async () => {
  const inOrder = [
    ...['a/m/__init__.so', 'a/m/__init__.py', 'a/m/__init__.pyc'],
    ...['a/m.abi3.so', 'a/m.py', 'a/m.pyc'],
  ];
  put(...inOrder);
  const found: string[] = [];
  for (const _ of inOrder) {
    const file = (await python.moduleFile(folder, 'a/m')) ?? '';
    found.push(file);
    rmSync(file);
  }
  expect(found).toEqual(inOrder.map((name) => join(folder, name)));
  expect(await python.moduleFile(folder, 'a/m')).toBeUndefined();
});

test('no other file of that beginning, and no folder of that name', async () => {
  put('m.py.txt', 'm.sources', 'mm.so', 'm.x.y.so', '__pycache__/m.cpython-312.pyc');
  mkdirSync(join(folder, 'm.py'));
  expect(await python.moduleFile(folder, 'm')).toBeUndefined();
});

test('never a file outside of the folder', async () => {
  put('in/x.py', 'out.py');
  symlinkSync(join(folder, 'out.py'), join(folder, 'in/m.py'));
  await expect(python.moduleFile(join(folder, 'in'), 'm')).rejects.toThrow(/leads out of the function's folder/);
});
