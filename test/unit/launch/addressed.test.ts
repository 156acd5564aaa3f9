import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addressHttp } from '../../../src/launch/addressed.ts';
import { type HttpSpec, http } from '../../../src/target-kinds/http.ts';

const spec = (fields: object): HttpSpec =>
  http.schema.parse({ name: 'api', kind: 'http', url: 'http://127.0.0.1:1/', ...fields });

function pidFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'server.pid'), text);
  return join(folder, 'server.pid');
}

it('the process of a URL is measured with its descendants, whether its number or its file is stated', async () => {
  const metered = { pid: process.pid, part: 'tree' };
  expect((await addressHttp(spec({ pid: process.pid }))).metered).toEqual(metered);
  expect((await addressHttp(spec({ pidFile: pidFile(`${process.pid}\n`) }))).metered).toEqual(metered);
  expect((await addressHttp(spec({}))).metered).toBeUndefined();
});

it('a process that does not exist, and a file without a number, are refused with what is wrong', async () => {
  // No pid is as high: the kernel allows 2^22.
  await expect(addressHttp(spec({ pid: 4_194_304 }))).rejects.toThrow('target api: there is no process 4194304');
  const file = pidFile('soon');
  await expect(addressHttp(spec({ pidFile: file }))).rejects.toThrow(
    `target api: expected a process number in pidFile ${file}, got "soon"`,
  );
});
