import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { optional } from '../model/optional.ts';

/** Step by step, because `recursive` never ends in a folder that exists but accepts no entries, such as /proc. */
export async function makeDirectory(directory: string, mode?: number): Promise<void> {
  if (existsSync(directory)) return;
  await makeDirectory(dirname(directory), mode);
  await mkdir(directory, optional('mode', mode)).catch((error: NodeJS.ErrnoException) => {
    // Another run may have created it in the meantime.
    if (error.code !== 'EEXIST') throw error;
  });
}
