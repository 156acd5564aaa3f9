import { z } from 'zod';
import { durationMsSchema, nameOfTargetSchema, nameSchema } from '../model/schema/fields.ts';

/** Fields of every phase. */
export const commonFields = {
  name: nameSchema.describe('Name of the phase in the results.'),
  targets: z.array(nameOfTargetSchema).min(1).optional().describe('Fire only at these targets; default: all.'),
};

export type CommonFields = typeof commonFields;

/** What the modules make their fields of. */
export const fieldKit = {
  z,
  /** May be 0. */
  waitMs: durationMsSchema,
  durationMs: durationMsSchema.min(1),
  ratePerSecond: z.number().positive().max(100_000),
  /** Of every open workload. */
  maxInFlight: z
    .int()
    .min(1)
    .max(30_000)
    .default(1000)
    .describe('Most requests in flight; requests that are due above it are recorded as not sent.'),
  /** Of every open workload. */
  start: z
    .enum(['cold', 'warm'])
    .default('cold')
    .describe(
      'warm: before the phase, the embedded Lambda starts the environments that its rate needs. cold: requests start them.',
    ),
};

export type FieldKit = typeof fieldKit;
