import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Journal } from '../../../../../targets/lambda/logging/journal.ts';

afterEach(() => vi.restoreAllMocks());

it('writes its lines in order, none lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-journal-'));
  const journal = new Journal(join(folder, 'log'));
  for (const line of ['a', 'b', 'ü']) journal.append(line);
  await journal.close();
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('a\nb\nü\n');
  expect(journal.lostLines).toBe(0);
  rmSync(folder, { recursive: true });
});

it('goes on when the disk is full: says so once, and counts what is lost', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const journal = new Journal('/dev/full');
  journal.append('a');
  journal.append('b');
  await expect.poll(() => journal.lostLines).toBe(2);
  journal.append('c');
  await journal.close();
  expect(journal.lostLines).toBe(3);
  expect(said.mock.calls).toEqual([[expect.stringMatching(/^\/dev\/full is incomplete: ENOSPC.*\n$/)]]);
});
