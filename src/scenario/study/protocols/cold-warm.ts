import { z } from 'zod';
import { durationMsSchema } from '../../../model/schema/fields.ts';
import { type Forcing, forcings } from '../../../model/study/study-sample.ts';
import { counted } from '../../../text/format.ts';
import { defaultForce, protocolFields } from './fields.ts';
import type { ProtocolModule } from './protocol.ts';

const forcing = z.enum(forcings);

const schema = z
  .strictObject({
    kind: z.literal('cold-warm').default('cold-warm').describe('A call that starts an environment, then warm calls.'),
    ...protocolFields,
    warm: z.int().min(0).max(1000).default(3).describe('Warm calls after each cold one.'),
    pauseMs: durationMsSchema.default(0).describe('Pause before each warm call.'),
    force: z
      .union([forcing.transform((one): Forcing[] => [one]), z.array(forcing).min(1).max(forcings.length)])
      .optional()
      .describe(
        'How the cold start is forced: `environment` (the embedded Lambda discards its environments), `configuration` (a variable is changed), `version` (a version is published) or `wait`; with a list, each is measured apart. Default: `environment`, `configuration` of a deployed function, and `version` of one with snapshots.',
      ),
    waitMs: durationMsSchema.default(2_700_000).describe('With `force: wait`: how long nothing is sent.'),
  })
  .describe('Cold and warm calls.');

export type ColdWarmProtocol = z.output<typeof schema>;

export const coldWarm: ProtocolModule<typeof schema> = {
  schema,
  measures: 'function',
  starts: ['cold', 'warm'],
  runs: ({ runs }) => runs,
  forcings: ({ force = [defaultForce.embedded] }) => [...new Set(force)],
  samplesPerRun: ({ copies, warm }) => copies * (1 + warm),
  callsPerRun: ({ copies, warm }) => copies * (1 + warm),
  words: ({ force = [defaultForce.embedded], warm, copies, pauseMs, waitMs }) => [
    ...[...new Set(force)].map((one) => `A cold start is forced ${ways[one](waitMs)}.`),
    `Each run has ${counted(copies, 'cold call')}${copies > 1 ? ' at the same time' : ''}, then ${counted(warm, 'warm call')}${copies > 1 ? ' each' : ''}${pauseMs > 0 && warm > 0 ? ` after ${pauseMs / 1000} s each` : ''}.`,
  ],
};

const ways: Readonly<Record<Forcing, (waitMs: number) => string>> = {
  environment: () => 'by a fresh environment: the embedded Lambda discards the one before',
  configuration: () => 'by a change of the configuration of the function',
  version: () => 'by a version that is published for the call',
  wait: (waitMs) => `by sending nothing for ${waitMs / 1000} s`,
};
