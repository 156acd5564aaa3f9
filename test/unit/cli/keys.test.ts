import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { keysCommand } from '../../../src/cli/fleet/keys.ts';

const writeKeys = async (folder: string): Promise<unknown> => keysCommand.handler({ folder, _: [], $0: 'rollcall' });

it.runIf(process.platform === 'linux')('ends where a folder accepts no entries', async () => {
  await expect(writeKeys('/proc/none/keys')).rejects.toMatchObject({ code: 'out-unusable' });
});

it('writes files that only their owner can read into a folder of its own, and replaces none', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'rollcall-keys-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  onTestFinished(() => void vi.restoreAllMocks());
  const folder = join(parent, 'fleet/keys');
  await writeKeys(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['coordinator.nk', 'nats.env', 'worker.nk']);
  for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  await expect(writeKeys(folder)).rejects.toMatchObject({ code: 'out-unusable' });
});
