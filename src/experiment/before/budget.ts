import { moduleOf } from '../../load/phase-modules.ts';
import type { Phase } from '../../load/phases.ts';
import { UserError } from '../../model/errors.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { arrivalSeed, phasesOf, requestsOf } from './plan.ts';

/**
 * The most that a run may send, and how much of that is still planned. Planned requests are set aside; the phases that only time
 * ends share the rest, so that none of them takes from those after it.
 */
export class RequestBudget {
  private readonly most: number;
  private sent = 0;
  private plannedAhead = 0;
  private endlessAhead = 0;

  /** @throws {UserError} `too-many-requests` if the scenario plans more than it allows. */
  constructor(scenario: Scenario) {
    this.most = scenario.maxRequests;
    for (let repeat = 0; repeat < scenario.repeats; repeat += 1) {
      for (const phase of scenario.targets.flatMap((target) => phasesOf(scenario, target))) {
        this.plan(requestsOf(phase, arrivalSeed(scenario, phase, repeat), this.most));
        if (this.plannedAhead + this.endlessAhead > this.most) throw tooMany(this.most);
      }
    }
  }

  /** The phase as it may be fired now; called once for each firing, before it. `planned` is its `requestsOf`. */
  take(phase: Phase, planned: number): Phase {
    if (Number.isFinite(planned)) {
      this.plannedAhead -= planned;
      return phase;
    }
    const requests = Math.max(1, Math.floor((this.most - this.sent - this.plannedAhead) / this.endlessAhead));
    this.endlessAhead -= 1;
    return moduleOf(phase).endedAfter(phase, requests);
  }

  /** Counts a completed request. */
  count(): void {
    this.sent += 1;
  }

  private plan(requests: number): void {
    if (Number.isFinite(requests)) this.plannedAhead += requests;
    else this.endlessAhead += 1;
  }
}

const tooMany = (most: number): UserError =>
  new UserError('too-many-requests', `the scenario plans more than its maxRequests, which is ${most}`, {
    hint: 'raise maxRequests, or plan fewer requests',
  });
