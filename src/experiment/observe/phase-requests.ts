import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import type { PhaseOrder } from '../../loadgen/phase-order.ts';
import type { RequestCounts } from '../../model/measures.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { arrivalSource } from '../before/arrivals.ts';
import { requestsOf } from '../before/plan.ts';
import { recordingOfPhase } from '../before/recorded-requests.ts';
import { pickedRequests } from '../before/requests.ts';
import type { Observation } from './observation.ts';

/** The requests of one phase as it is fired. */
interface PhaseRequests {
  readonly firing: Phase;
  /** The same order, with the request of each of its numbers. */
  sending(order: PhaseOrder): PhaseOrder;
  /** Notes the rows that its requests have taken: the next phase goes on after them. */
  done(requests: Pick<RequestCounts, 'sent' | 'notSent'>): void;
}

/**
 * @param firing the phase, ended after a number of requests if only time ended it
 * @throws {UserError} `feed-used-up`
 */
export function phaseRequests(
  seen: Observation,
  { scenario, phase, firing, seed }: { scenario: Scenario; phase: Phase; firing: Phase; seed: number },
): PhaseRequests {
  const recording = recordingOfPhase(phase, scenario);
  if (recording !== undefined) return { firing, sending: (order) => ofRecording(order, recording), done: () => {} };
  const planned = requestsOf(phase, seed, scenario.maxRequests);
  const most = moduleOf(firing).plannedRequests(firing, arrivalSource(seed), scenario.maxRequests);
  const { rowsTaken } = seen;
  const picked = most === 0 ? undefined : pickedRequests(scenario, { seed, rowsTaken, planned, most });
  if (picked === undefined) return { firing, sending: (order) => order, done: () => {} };
  const { indices, picks, rowsIn } = picked;
  return {
    // Where each row is taken once, a load that only time ends also ends with the last row.
    firing: indices.length < most ? moduleOf(firing).endedAfter(firing, indices.length) : firing,
    sending: (order) => ({ ...order, sending: { ...order.sending, picks } }),
    done: ({ sent, notSent }) => {
      seen.rowsTaken += rowsIn(sent + notSent);
    },
  };
}

/** With names of their own; they are read as the target's answers are. */
function ofRecording(
  order: PhaseOrder,
  { list, picks, entries, entryOf }: NonNullable<ReturnType<typeof recordingOfPhase>>,
): PhaseOrder {
  const { expect } = order.answers;
  return {
    ...order,
    sending: { ...order.sending, requests: list, picks },
    answers: { ...order.answers, entries: { list: entries.map(({ name }) => ({ name, expect })), of: entryOf } },
  };
}
