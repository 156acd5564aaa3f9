import { z } from 'zod';
import { mostInPlan } from '../../model/plan/most.ts';
import { nameOfTargetSchema } from '../../model/schema/fields.ts';
import { intervalOf } from './measure.ts';

const ms = intervalOf(z.number().min(0).max(mostInPlan.ms));
const mb = intervalOf(z.number().min(0).max(1_048_576));

const parts = {
  cpuMs: ms.optional().describe('CPU of a call, in ms of one vCPU.'),
  waitMs: ms.optional().describe('Time of a call in which it waits for others.'),
  initMs: ms.optional().describe('Time of an init. Default for servers: none, they are started before their load.'),
  baseMb: mb.optional().describe('Memory of a process before its first call.'),
  perRequestMb: mb.optional().describe('Memory that a call in flight adds.'),
  connections: intervalOf(z.number().min(0).max(100_000))
    .optional()
    .describe('Downstream connections that a process holds: the size of its pool.'),
};

/** What calls need: measured in a run, given, or both, where what is given replaces what was measured. */
export const planCallsSchema = z.strictObject({
  from: z.string().min(1).optional().describe('Folder of a run that measured it, relative to this file.'),
  function: nameOfTargetSchema.optional().describe('Target of the run that is the function. Default: the only one.'),
  server: nameOfTargetSchema.optional().describe('Target of the run that is the server. Default: the only one.'),
  ...parts,
  onServer: z
    .strictObject(parts)
    .optional()
    .describe('The same of a call in a server, where it differs from that in a function.'),
});

export type PlanCallsSpec = z.output<typeof planCallsSchema>;
export type CallParts = Omit<PlanCallsSpec, 'from' | 'function' | 'server' | 'onServer'>;
