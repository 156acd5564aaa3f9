import { z } from 'zod';

/** The deployment package of a function, without its layers. */
export const packageSizeSchema = z.object({
  files: z.int().nonnegative().describe('files and symbolic links in the task root'),
  unzippedBytes: z.int().nonnegative().describe('of all of them; with its layers, AWS takes at most 262,144,000'),
  zippedBytes: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'of the archive; of a folder, what zip makes of it. Absent of a folder above 64 MB, which is not compressed',
    ),
});

export type PackageSize = z.output<typeof packageSizeSchema>;
