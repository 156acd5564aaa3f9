import { afterAll, vi } from 'vitest';
import { killFaultyRuns } from './faults/faulty-run.ts';
import { removeTemporaryDirectories } from './rollcall.ts';

/** A worker goes on with the next file, so nothing of this one may be left: no process, no folder, no variable. */
afterAll(async () => {
  vi.unstubAllEnvs();
  killFaultyRuns();
  await removeTemporaryDirectories();
});
