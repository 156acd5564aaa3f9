import { z } from 'zod';
import { machineSchema } from '../platform/machine.ts';
import { packageSizeSchema } from '../platform/package-size.ts';
import { idleLifeSchema } from './idle-life.ts';
import { forcings } from './study-sample.ts';
import { tuningSchema } from './tuning.ts';

/** `study.json`: what a study found. Names carry their units; what was not measured is absent, not zero. */
export const studySchemaVersion = 1;

const count = z.int().nonnegative();

const estimateSchema = z.object({
  estimate: z.number(),
  low: z.number().optional().describe('of the 95% interval; absent, as `high`, with too few samples for one'),
  high: z.number().optional(),
});

const statisticsSchema = z.object({
  count: count.describe('samples without an error'),
  median: estimateSchema.describe(
    'of the medians of the runs, which are drawn apart from each other; samples of one run are not',
  ),
  min: z.number(),
  p25: z.number(),
  p75: z.number(),
  max: z.number(),
});

const pooledBy = {
  round: z.string(),
  start: z.string(),
  forcedBy: z.enum(forcings).optional(),
};

/** Samples that may be pooled: of one cell, one round, one way to force cold starts, one kind of start. */
const groupSchema = z.object({
  ...pooledBy,
  count: count.describe('samples without an error'),
  failed: count.describe('samples with an error'),
  values: z.record(z.string(), statisticsSchema).describe('by the name of the metric, or of the measure'),
});

const cellSchema = z.object({
  id: z.string(),
  levels: z.record(z.string(), z.string()).describe('level of each factor'),
  unavailable: z.string().optional().describe('why this cell cannot run here; it has no samples'),
  package: packageSizeSchema.optional(),
  planned: count.describe('runs'),
  done: count.describe('runs of which every sample was recorded, failed ones included'),
  failures: z.array(z.object({ message: z.string(), count })).describe('different errors of its samples'),
  groups: z.array(groupSchema),
  idleLives: z
    .array(idleLifeSchema)
    .optional()
    .describe('of the protocol `idle-lifetime`: how long idle environments were kept'),
});

const effectSchema = z.object({
  factor: z.string(),
  baseline: z.string().describe('the first level of the factor'),
  level: z.string(),
  metric: z.string(),
  ...pooledBy,
  difference: estimateSchema.describe('by how much the level is above the baseline, all other factors being equal'),
  ratio: z.number().optional().describe('mean over the pairs of cells of the medians, level / baseline'),
  pairs: count.describe('pairs of cells that differ in this factor only'),
});

const roundDifferenceSchema = z.object({
  cell: z.string(),
  start: z.string(),
  forcedBy: z.enum(forcings).optional(),
  metric: z.string(),
  round: z.string(),
  other: z.string(),
  difference: estimateSchema.describe('by how much the round is above the other'),
});

export const studyResultSchema = z.object({
  schemaVersion: z.literal(studySchemaVersion),
  tool: z.object({ name: z.literal('rollcall'), version: z.string() }),
  name: z.string(),
  question: z.string(),
  file: z.string(),
  status: z.enum(['complete', 'interrupted']),
  startedAt: z.string().describe('ISO 8601'),
  finishedAt: z.string(),
  seed: z.int(),
  protocol: z.object({ kind: z.string(), words: z.array(z.string()).describe('how it was measured, as sentences') }),
  where: z
    .enum(['embedded', 'deployed', 'processes', 'elsewhere'])
    .describe('what was measured; `elsewhere`: results that were imported'),
  factors: z.array(z.object({ name: z.string(), levels: z.array(z.string()) })),
  rounds: z.array(z.string()),
  starts: z.array(z.string()),
  cells: z.array(cellSchema),
  effects: z.array(effectSchema),
  roundDifferences: z
    .array(roundDifferenceSchema)
    .describe(
      'pairs of rounds of a cell that differ by chance in less than 1 of 20 studies, and by 5% at least; rounds are never pooled',
    ),
  tunings: tuningSchema.describe('of studies with several memory sizes: what each costs, and which to choose'),
  machine: machineSchema.optional().describe('absent: of what was imported it is not known'),
  enforcedCpu: z.boolean().optional().describe('whether environments had the CPU share of their memory size'),
  doubts: z.array(z.string()).describe('why these figures may be wrong, and what to do'),
  notes: z.array(z.string()).describe('what a reader has to know about these figures'),
});
export type StudyEstimate = z.output<typeof estimateSchema>;
export type StudyStatistics = z.output<typeof statisticsSchema>;
export type StudyGroup = z.output<typeof groupSchema>;
export type StudyCell = z.output<typeof cellSchema>;
export type StudyEffect = z.output<typeof effectSchema>;
export type RoundDifference = z.output<typeof roundDifferenceSchema>;
export type StudyResult = z.output<typeof studyResultSchema>;
