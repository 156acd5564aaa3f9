import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CodeArchives } from '../../../src/launch/code/code-archives.ts';
import { functionCode } from '../../../src/launch/code/function-code.ts';
import { RuntimeProcess } from '../runtime-process.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-python-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

/** As `rollcall local` resolves the handler, so that what it accepts is what the runtime can import. */
async function answerOf(
  handler: string | undefined,
  variables: Record<string, string> = {},
  name = '',
): Promise<unknown> {
  const code = await functionCode({ directory: join(folder, name), handler }, new CodeArchives());
  await using runtime = await RuntimeProcess.start(code, variables);
  const ended = runtime.exit().then((why) => ({ body: [why, ...runtime.lines] }));
  const { body } = await Promise.race([runtime.call(), runtime.initError, ended]);
  return body;
}

describe('a file of the package', () => {
  /** Imported by the runtime, in every call, at an error, or by several processes. */
  const ofTheRuntime = [
    ...['json', 'logging', 'os', 'traceback', 'decimal', 'time', 'site', 'importlib', 'tokenize', 'linecache'],
    ...['re', 'enum', 'signal', 'ctypes', 'sitecustomize', 'rollcall_runtime'],
  ];
  const handler = `
import json, logging
import http
from decimal import Decimal

def lambda_handler(event, context):
    logging.warning("a line")
    try:
        1 / 0
    except ZeroDivisionError:
        logging.exception("an error")
    return [Decimal("1.10"), json.dumps({}), http.OWN]
`;

  beforeEach(async () => {
    for (const name of ofTheRuntime) await put(`${name}.py`, `raise RuntimeError("shadowed by ${name}")`);
    await put('lambda_function.py', handler);
    // Of the service's runtime nothing imports it.
    await put('http.py', 'OWN = True');
  });

  it.each([
    ['', {}],
    [', where there are several processes', { AWS_LAMBDA_MAX_CONCURRENCY: '2' }],
    [', in the JSON format', { AWS_LAMBDA_LOG_FORMAT: 'JSON' }],
  ])('never shadows what the runtime imports%s; what the runtime does not import is its own', async (_, variables) => {
    expect(await answerOf(undefined, variables)).toEqual([1.1, '{}', true]);
  });

  it('does not shadow it by PYTHONPATH either', async () => {
    await rm(join(folder, 'os.py'));
    for (const name of ['json', 'logging', 'decimal', 'traceback']) await put(`lib/${name}.py`, 'raise RuntimeError');
    expect(await answerOf(undefined, { PYTHONPATH: join(folder, 'lib') })).toEqual([1.1, '{}', true]);
  });

  it('does not spoil the report of an error', async () => {
    await put('lambda_function.py', 'def lambda_handler(event, context):\n    raise ValueError("told")\n');
    expect(await answerOf(undefined)).toMatchObject({ errorType: 'ValueError', stackTrace: [expect.any(String)] });
  });
});

describe('the search path', () => {
  it('has the package first, then PYTHONPATH, and what the .pth files of the package name', async () => {
    await put('lambda_function.py', 'import sys\ndef lambda_handler(event, context): return sys.path\n');
    await mkdir(join(folder, 'vendor'));
    await put('vendor.pth', 'vendor\n');
    const path = (await answerOf(undefined, { PYTHONPATH: '/of/the/function' })) as string[];
    const { taskRoot } = await functionCode({ directory: folder }, new CodeArchives());
    expect(path.slice(0, 2)).toEqual([taskRoot, '/of/the/function']);
    expect(path).toContain(join(taskRoot ?? '', 'vendor'));
    expect(path.filter((entry) => entry.includes('runtimes/python'))).toEqual([]);
  });
});

describe('a package', () => {
  const compile = (name: string) =>
    spawnSync('python3', ['-c', 'import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[1] + "c")', name], {
      cwd: folder,
    });
  const text = 'def handler(event, context): return __name__\n';

  it.each([
    ['shop/orders.py', 'shop.orders.handler', 'shop.orders'],
    ['shop/orders/__init__.py', 'shop.orders.handler', 'shop.orders'],
    ['shop-orders.py', 'shop-orders.handler', 'shop-orders'],
  ])('of bytecode alone: %s', async (file, handler, name) => {
    await put(file, text);
    compile(file);
    await rm(join(folder, file));
    expect(await answerOf(handler)).toBe(name);
  });

  it('of bytecode in __pycache__ alone has no such module: rollcall says so, and so does Python', async () => {
    await put('orders.py', text);
    spawnSync('python3', ['-m', 'py_compile', 'orders.py'], { cwd: folder });
    await rm(join(folder, 'orders.py'));
    expect(await readdir(join(folder, '__pycache__'))).toHaveLength(1);
    await expect(answerOf('orders.handler')).rejects.toThrow('there is no orders.js or orders.py in ');
    const code = { kind: 'python', file: join(folder, 'orders.py'), function: 'handler' } as const;
    await using runtime = await RuntimeProcess.start(code);
    expect((await runtime.initError).body.errorType).toBe('Runtime.ImportModuleError');
  });

  it('of the same name wins over the module, as in Python', async () => {
    await put('orders.py', text);
    await put('orders/__init__.py', 'def handler(event, context): return "package"\n');
    expect(await answerOf('orders.handler')).toBe('package');
    expect((await functionCode({ directory: folder, handler: 'orders.handler' }, new CodeArchives())).kind).toBe(
      'python',
    );
  });

  it('that is named by a link runs where it is', async () => {
    await put('v1/lambda_function.py', 'import os\ndef lambda_handler(event, context): return os.getcwd()\n');
    await symlink(join(folder, 'v1'), join(folder, 'current'));
    expect(await answerOf(undefined, {}, 'current')).toBe(join(await realpath(folder), 'v1'));
  });
});
