import { z } from 'zod';
import { durationMsSchema, formedText } from '../../../model/schema/fields.ts';
import { durationMs } from '../../../model/schema/units.ts';
import type { Forcing } from '../../../model/study/study-sample.ts';
import { counted, ms } from '../../../text/format.ts';
import { defaultForce, protocolFields } from './fields.ts';
import type { ProtocolModule } from './protocol.ts';

/** As of fields with a unit in their name, which are written without it. */
const timeSchema = z.union([
  durationMsSchema.min(1),
  formedText(/^\d+(\.\d+)?(ms|s|min|m|h)$/, 'a time with its unit, such as 500ms, 10s or 2m').transform(
    (text) => durationMs(text) ?? 0,
  ),
]);

const { runs: _, ...fields } = protocolFields;

const schema = z
  .strictObject({
    kind: z.literal('idle-lifetime').describe('Finds out how long idle environments are kept.'),
    ...fields,
    runs: z.int().min(1).max(1000).default(1).describe('Runs of each cell with each wait.'),
    copies: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe(
        'Environments of each wait: calls at the same time. The function must take longer than it takes to send them all.',
      ),
    waits: z
      .array(timeSchema)
      .min(2)
      .max(100)
      .describe('For how long the environments idle: times such as `10s`, the shortest first.'),
    force: z
      .enum(['environment', 'configuration', 'version'])
      .optional()
      .describe(
        'How each run gets new environments: `environment`, `configuration` or `version`. Default: as of `cold-warm`.',
      ),
  })
  .describe('Idle environments.');

export type IdleLifetimeProtocol = z.output<typeof schema>;

export const idleLifetime: ProtocolModule<typeof schema> = {
  schema,
  measures: 'function',
  starts: ['idle'],
  runs: ({ runs, waits }) => runs * waits.length,
  forcings: ({ force = defaultForce.embedded }) => [force] satisfies Forcing[],
  samplesPerRun: ({ copies }) => copies,
  callsPerRun: ({ copies }) => 2 * copies,
  words: ({ copies, waits, runs }) => [
    `Each run starts ${counted(copies, 'new environment')} by as many calls at the same time, sends nothing for one of ${counted(waits.length, 'time')} (${waits.map(ms).join(', ')}), and calls as often again.`,
    `A cell takes ${ms(runs * waits.reduce((sum, wait) => sum + wait, 0))} of waiting in each round.`,
  ],
};

/** The wait of a run, by its number from 1: the waits grow, and begin again. */
export const waitOf = ({ waits }: IdleLifetimeProtocol, run: number): number => waits[(run - 1) % waits.length] ?? 0;
