/** How the package of a function comes to its environments. `directory`: the folder itself, which all of them share. */
export const packagingKinds = ['directory', 'zip', 'layers', 'image-model', 'image-model-uncached'] as const;

/** What the embedded Lambda makes the files of an environment of. Absent: they are in the task root. */
export type Packaging =
  /** Each environment unpacks it before its init. `layers`: its dependencies, for `/opt`. */
  | { readonly kind: 'zip'; readonly archive: string; readonly layers?: string }
  /** A model of a container image: `layout` is a file with an `ImageLayout`. */
  | {
      readonly kind: 'image-model';
      readonly layout: string;
      readonly cache: 'as-published' | 'empty';
      readonly seed: number;
    };

/**
 * The files of an image, one after the other on a device of chunks. A file is loaded when it is first opened, chunk by chunk, each from
 * the nearest cache that has it.
 */
export interface ImageLayout {
  readonly root: string;
  readonly chunks: number;
  /** What a chunk waits for, by the tier that it comes from. */
  readonly tierMs: readonly number[];
  /** First and last chunk of each file, by its path below the root. */
  readonly files: Readonly<Record<string, readonly [number, number]>>;
}

/**
 * Source: Brooker, Danilov, Greenwood, Piwonka, "On-demand Container Loading in AWS Lambda" (USENIX ATC 2023): chunks of 512 KiB;
 * medians of 67% hits in the cache of the worker, 99.9% of the others in that of the zone, at 550 µs, and 36 ms from the origin (S3).
 * It has no time for a hit in the worker's own cache: reading the file here stands for that.
 */
export const imageModel = {
  chunkBytes: 512 * 1024,
  tiers: [
    { name: 'worker', ms: 0, hitShare: 0.67 },
    { name: 'zone', ms: 0.55, hitShare: 0.999 },
    { name: 'origin', ms: 36, hitShare: 1 },
  ],
} as const;
