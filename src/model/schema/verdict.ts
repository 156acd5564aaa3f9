import { z } from 'zod';

/** Reasons to doubt a run. `src/experiment/verdict/reasons.ts` says when each applies and what to do. */
export const verdictCodes = [
  ...(['target-failed', 'interrupted', 'aborted', 'nothing-answered', 'nothing-sent', 'unanswered'] as const),
  ...(['unidentified', 'instance-id-too-long', 'body-too-long', 'reports-missing', 'bill-incomplete'] as const),
  ...(['silent-environments', 'init-timeouts', 'failed-inits'] as const),
  ...(['cpu-contention', 'contended-counts', 'projection-contended'] as const),
  ...(['several-threads', 'calls-left-out', 'cpu-share-not-enforced', 'server-size-not-enforced'] as const),
  ...(['wide-burst', 'late-sends', 'rate-not-achieved', 'busy-event-loop', 'late-event-loop', 'gc-pauses'] as const),
  ...(['worker-lost', 'samples-missing', 'worker-starts', 'worker-clock', 'worker-unobserved'] as const),
  ...(['host-saturated', 'stolen-cpu', 'accept-queue', 'syn-retransmits', 'retransmits'] as const),
  ...(['file-descriptors', 'ports', 'too-few-samples', 'not-measured', 'clock-step'] as const),
] as const;

export type VerdictCode = (typeof verdictCodes)[number];

const verdictStatus = z.enum(['VALID', 'SUSPECT', 'INVALID']);

export const findingSchema = z.object({
  roll: z.string().describe('which instances served, and their memory'),
  waiting: z.string().optional().describe('the share of the billed time that was waiting, and median service times'),
  money: z.string().optional().describe('which target costs less at which rate'),
});

export const verdictSchema = z.object({
  status: verdictStatus.describe('of the run; INVALID: nothing can be concluded from it'),
  targets: z
    .array(z.object({ name: z.string(), status: verdictStatus }))
    .describe('each target by its own reasons, and those about the whole run'),
  reasons: z.array(
    z.object({
      code: z.enum(verdictCodes),
      status: z.enum(['SUSPECT', 'INVALID']).describe('of the figures that the reason is about'),
      target: z.string().optional().describe('absent: about the whole run'),
      about: z
        .enum(['counts', 'threshold'])
        .optional()
        .describe(
          'counts: only the measured counts of environments; threshold: only what a threshold asks; absent: all',
        ),
      message: z.string(),
      advice: z.string(),
    }),
  ),
  finding: findingSchema.optional().describe('what the run found, to be quoted; absent in an INVALID run'),
});
