import { z } from 'zod';

const headroom = z.object({ used: z.int().nonnegative(), limit: z.int() });

export const hostUseSchema = z.object({
  cpuShare: z.number().optional().describe('share of all CPU time that was used'),
  stealShare: z.number().optional().describe('share of all CPU time that the hypervisor gave to others'),
  listenOverflows: z.int().optional().describe('connections refused because an accept queue was full'),
  synRetransmits: z.int().optional().describe('connection attempts that were repeated'),
  retransmits: z.int().optional().describe('TCP segments that were sent again'),
  openFiles: headroom
    .optional()
    .describe('descriptors of the generator: at the end of the load, and one per request in flight'),
  ports: headroom
    .optional()
    .describe(
      'ephemeral ports: requests in flight, or connections in TIME_WAIT at the end of the load if these are more',
    ),
});

export type HostUse = z.infer<typeof hostUseSchema>;
