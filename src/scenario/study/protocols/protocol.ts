import type { z } from 'zod';
import type { Forcing } from '../../../model/study/study-sample.ts';

/** Everything that is known of one kind of protocol, except how it is performed (`experiment/study/protocols.ts`). */
export interface ProtocolModule<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** What a study with it measures: a function, which its `target` is, or commands, which its matrix names. */
  readonly measures: 'function' | 'commands';
  /** What `start` of its samples may be, in the order of the report. */
  readonly starts: readonly string[];
  /** Runs of each cell in each round. */
  runs(protocol: z.output<Schema>): number;
  /** The ways to force a cold start, each of which is a run of its own; none if it forces none. */
  forcings(protocol: z.output<Schema>): readonly Forcing[];
  /** Samples of one run of one cell. */
  samplesPerRun(protocol: z.output<Schema>): number;
  /** Calls of a function in one run of one cell. */
  callsPerRun(protocol: z.output<Schema>): number;
  /** How it measures: each a sentence for the plan and the report. */
  words(protocol: z.output<Schema>): readonly string[];
}
