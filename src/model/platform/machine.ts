import { z } from 'zod';

/** The machine of a run. Without its host name, because reports are shared. */
export const machineSchema = z.object({
  cpus: z.int(),
  cpuModel: z.string(),
  memoryMb: z.number(),
  platform: z.string(),
  kernel: z.string(),
  node: z.string(),
});
