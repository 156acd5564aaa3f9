import { z } from 'zod';

export const sendLagSchema = z.object({ p50: z.number().optional(), p99: z.number().optional(), max: z.number() });
