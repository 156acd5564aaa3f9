import { z } from 'zod';
import { counted } from '../../../text/format.ts';
import { protocolFields } from './fields.ts';
import type { ProtocolModule } from './protocol.ts';

const { copies: _, ...fields } = protocolFields;

const schema = z
  .strictObject({
    kind: z.literal('launch').describe('Starts commands and times their first output.'),
    ...fields,
    warmUp: z.int().min(0).max(1000).default(3).describe('Launches of each command before those that count.'),
    subprocesses: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe(
        'Lines that each launched command gets on stdin. It must answer each with a line of a subprocess that it starts.',
      ),
  })
  .describe('Launches of commands.');

export type LaunchProtocol = z.output<typeof schema>;

export const launch: ProtocolModule<typeof schema> = {
  schema,
  measures: 'commands',
  starts: ['launch', 'subprocess'],
  runs: ({ runs }) => runs,
  forcings: () => [],
  samplesPerRun: ({ subprocesses }) => 1 + subprocesses,
  callsPerRun: () => 0,
  words: ({ warmUp, subprocesses }) => [
    'A launch is the time from the spawn of a command to the first byte of its output.',
    ...(subprocesses === 0
      ? []
      : [
          `Then the running command starts ${counted(subprocesses, 'subprocess', 'subprocesses')}, one after another: from a line on its stdin to the first byte of the answer.`,
        ]),
    ...(warmUp === 0 ? [] : [`Before that each command is launched ${counted(warmUp, 'time')}, which do not count.`]),
  ],
};
