import { z } from 'zod';

/** The deployment package of a function, without its layers. */
export const packageSizeSchema = z.object({
  files: z.int().nonnegative().optional().describe('files and symbolic links in the task root'),
  unzippedBytes: z
    .int()
    .nonnegative()
    .optional()
    .describe('of all of them; with its layers, AWS takes at most 262,144,000'),
  zippedBytes: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'of the archive; of a folder, what zip makes of it. Absent of a folder above 64 MB, which is not compressed',
    ),
  trouble: z.string().optional().describe('why nothing of it is known: a file or folder that cannot be read'),
});

export type PackageSize = z.output<typeof packageSizeSchema>;
