import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import yargs from 'yargs';
import { validateCommand } from '../../../src/cli/validate.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-validate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param times of requests that one environment answers, the first of them with a cold start */
function recordingOf(name: string, times: readonly number[]): string {
  const file = join(folder, name);
  const rows = times.map((at, index) => `${index === 0 ? 'True' : 'False'},a,${at},${at + 1}`);
  writeFileSync(file, ['is_cold,exist_id,client_start_time,client_end_time', ...rows].join('\n'));
  return file;
}

async function codeOf(...recordings: string[]) {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { exitCode } = process;
  try {
    process.exitCode = undefined;
    await yargs(['validate', ...recordings.flatMap((file) => ['--recording', file])])
      .command(validateCommand)
      .parseAsync();
    return { code: process.exitCode, printed: written.mock.calls.join('') };
  } finally {
    process.exitCode = exitCode;
    written.mockRestore();
  }
}

// With a keep-alive of 10 min a request 1 min later is warm. At 20 min apart each of five would start an environment; one did.
test('the exit code is 1 if one of the recordings lies outside of both predictions, and 0 otherwise', async () => {
  const near = recordingOf('near.csv', [1000, 1060, 1120]);
  const apart = recordingOf('apart.csv', [1000, 2200, 3400, 4600, 5800]);
  expect((await codeOf(near)).code).toBeUndefined();
  const { code, printed } = await codeOf(near, apart);
  expect(code).toBe(1);
  // 5 predicted, 1 recorded.
  expect(printed).toMatch(/cold starts +1 +5 +\+400\.0% +5 +\+400\.0% +20%, or 1 +FAILS/);
});
