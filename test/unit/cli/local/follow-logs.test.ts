import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followLogs } from '../../../../src/cli/local/follow-logs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-follow-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** What is shown of a log of this text. */
async function shown(text: string, isTTY: boolean): Promise<string> {
  const file = join(folder, 'f.log');
  const output = Object.assign(new PassThrough(), { isTTY });
  const following = await followLogs([{ file, prefix: 'f: ' }], output);
  await appendFile(file, text);
  await following[Symbol.asyncDispose]();
  return output.read().toString();
}

const error = '[ERROR] KeyError: 1\rTraceback:\r  File "f.py"\n';

it('on a terminal, the lines of an error that are parted by carriage returns are lines', async () => {
  expect(await shown(`${error}a\r\n`, true)).toBe('f: [ERROR] KeyError: 1\nTraceback:\n  File "f.py"\nf: a\n');
});

it('on a terminal, no escape sequence goes through', async () => {
  expect(await shown('REPORT\t\u001b[2J\n', true)).toBe('f: REPORT\t\\x1b[2J\n');
});

it('elsewhere, the log is shown as it is', async () => {
  expect(await shown(error, false)).toBe(`f: ${error}`);
});
