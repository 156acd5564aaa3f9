import type { SampleLine } from '../../model/sample-line.ts';
import { csvFields } from './csv.ts';

/**
 * `instanceId,invocationId,target,phase,ms`: which instance gave this answer, which of its invocations it was, and the whole milliseconds from the send
 * of the request to the end of the answer. Absent for a request without an answer, and for an answer without a name.
 */
export const rollLine = (sample: SampleLine): string | undefined => {
  const { outcome, instanceId, invocationId, target, phase, sentAtMs, completedAtMs } = sample;
  if (outcome !== 'answered' || instanceId === undefined || sentAtMs === undefined) return undefined;
  return `${csvFields([instanceId, invocationId, target, phase, Math.round(completedAtMs - sentAtMs)])}\n`;
};
