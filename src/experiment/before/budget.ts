import type { Phase } from '../../load/phases.ts';
import { UserError } from '../../model/errors.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { arrivalSeed, phasesOf, requestsOf } from './plan.ts';

/**
 * The request limit of a run. Reserves the planned requests and divides the rest among the
 * closed phases that only time limits, so that none of them uses the share of a later one.
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

  /** The phase with its current request limit. Call it once before each start of a phase. `planned`: the result of `requestsOf`. */
  take(phase: Phase, planned: number): Phase {
    if (Number.isFinite(planned) || phase.kind !== 'closed') {
      this.plannedAhead -= planned;
      return phase;
    }
    const requests = Math.max(1, Math.floor((this.most - this.sent - this.plannedAhead) / this.endlessAhead));
    this.endlessAhead -= 1;
    return { ...phase, requests };
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
