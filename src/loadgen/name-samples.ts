import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { PlatformIdentity } from '../model/identity.ts';
import { fromSampleLine, toSampleLine } from '../model/sample-line.ts';

/** By the names of targets, then by request ids. */
export type NamesOfRequests = ReadonlyMap<string, ReadonlyMap<string, PlatformIdentity>>;

/** Lines that are written at once. */
const block = 4096;

/**
 * Adds the platform's names of environments to the recorded samples of requests whose log was read after the load. The file is
 * replaced when the new one is complete.
 * @throws {Error} of the file system; the old file is then as it was
 */
export async function nameSamples(file: string, names: NamesOfRequests): Promise<void> {
  const named = `${file}.named`;
  try {
    await using output = await open(named, 'wx');
    const lines: string[] = [];
    const flush = () => output.writeFile(lines.splice(0).join(''));
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      lines.push(`${withName(line, names)}\n`);
      if (lines.length >= block) await flush();
    }
    await flush();
  } catch (error) {
    await rm(named, { force: true });
    throw error;
  }
  await rename(named, file);
}

function withName(line: string, names: NamesOfRequests): string {
  const sample = fromSampleLine(line);
  const platform = sample.requestId === undefined ? undefined : names.get(sample.target)?.get(sample.requestId);
  return platform === undefined ? line : toSampleLine({ ...sample, platform });
}
