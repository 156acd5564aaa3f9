import { type ImageLayout, imageModel } from '../../model/platform/packaging.ts';
import type { PackageFile } from '../code/package-files.ts';

/**
 * Files one after the other, by name, as they are on the device of an image: small ones share a chunk. With chunks of 524,288 bytes,
 * two files of 400,000 bytes are in the chunks 0 to 0 and 0 to 1.
 */
export function imageLayout(
  root: string,
  files: readonly Pick<PackageFile, 'name' | 'bytes' | 'isLink'>[],
): ImageLayout {
  const { chunkBytes, tiers } = imageModel;
  const places: Record<string, readonly [number, number]> = {};
  let offset = 0;
  for (const { name, bytes, isLink } of files) {
    if (isLink || bytes === 0) continue;
    places[name] = [Math.floor(offset / chunkBytes), Math.floor((offset + bytes - 1) / chunkBytes)];
    offset += bytes;
  }
  return { root, chunks: Math.ceil(offset / chunkBytes), tierMs: tiers.map(({ ms }) => ms), files: places };
}
