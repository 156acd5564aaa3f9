import { execFileSync } from 'node:child_process';
import { temporaryDirectory } from '../rollcall.ts';

const mounted: string[] = [];

/** A file system of so many KiB, until `unmountAll`. Only root may mount one. */
export async function smallDisk(kib: number): Promise<string> {
  const directory = await temporaryDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', directory]);
  mounted.push(directory);
  return directory;
}

export function unmountAll(): void {
  for (const directory of mounted.splice(0)) execFileSync('umount', [directory]);
}
