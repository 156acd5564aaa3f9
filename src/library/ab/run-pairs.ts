import type { RunResult } from '../../model/run-result.ts';
import type { Ending } from '../../stats/comparison/sequential.ts';
import type { Side } from './checkouts.ts';
import { useOf } from './run-use.ts';

export interface MadeRun {
  readonly name: string;
  readonly directory: string;
  readonly result: RunResult;
}

/** As many runs on each side, in the order of their pairs. */
export interface Pairs extends Readonly<Record<Side, readonly MadeRun[]>> {
  /** Runs that do not count; `why` follows the name. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

export interface PairRules {
  readonly maxPairs: number;
  readonly budgetMs: number;
  /** The least that a run can take. */
  readonly plannedRunMs: number;
  readonly signal: AbortSignal;
  /** Monotonic. */
  now(): number;
}

export interface PairSteps {
  /** Makes the run of this number of a side. */
  fire(side: Side, number: number): Promise<MadeRun>;
  /** Called with each run that does not count. */
  onLeftOut(name: string, why: string): void;
  /** Called after each pair; whether no more are needed. */
  decides(pairs: Pairs): boolean;
}

/**
 * Runs the sides in turn, A B B A, so that what changes on the machine meanwhile meets both alike. A run that does not count is made again at
 * once. A run whose target fails requests counts on both sides: made again, it would hide what fails now and then. No run begins that would
 * probably end beyond the budget.
 */
export async function runPairs(rules: PairRules, steps: PairSteps): Promise<Pairs & { readonly ending: Ending }> {
  const turns = new Turns(rules, steps);
  const pairs: Record<Side, MadeRun[]> = { base: [], head: [] };
  const soFar = (): Pairs => ({ ...pairs, leftOut: turns.leftOut });
  for (let pair = 1; pair <= rules.maxPairs; pair += 1) {
    const [first, second]: readonly [Side, Side] = pair % 2 === 1 ? ['base', 'head'] : ['head', 'base'];
    const one = await turns.countedRun(first, 2);
    if (typeof one === 'string') return { ...soFar(), ending: one };
    const other = await turns.countedRun(second, 1);
    if (typeof other === 'string') {
      turns.leaveOut(one, 'has no counterpart in its pair');
      return { ...soFar(), ending: other };
    }
    pairs[first].push(one);
    pairs[second].push(other);
    if (isFailing(pairs.base.slice(-mostInARow))) return { ...soFar(), ending: 'failing-base' };
    if (steps.decides(soFar())) return { ...soFar(), ending: 'decided' };
  }
  return { ...soFar(), ending: 'max-pairs' };
}

/** Then the cause will not go away by itself. */
const mostInARow = 3;

/** A base that fails its requests each time is nothing to compare with. */
const isFailing = (latest: readonly MadeRun[]): boolean =>
  latest.length === mostInARow && latest.every(({ result }) => useOf(result).kind === 'failing');

class Turns {
  readonly leftOut: { name: string; why: string }[] = [];
  readonly #rules: PairRules;
  readonly #steps: PairSteps;
  readonly #startedMs: number;
  readonly #made: Record<Side, number> = { base: 0, head: 0 };
  #longestMs: number;

  constructor(rules: PairRules, steps: PairSteps) {
    this.#rules = rules;
    this.#steps = steps;
    this.#startedMs = rules.now();
    this.#longestMs = rules.plannedRunMs;
  }

  /** @param left runs that the pair still needs, this one among them */
  async countedRun(side: Side, left: number): Promise<MadeRun | Ending> {
    for (let tries = 0; tries < mostInARow; tries += 1) {
      if (this.#rules.signal.aborted) return 'interrupted';
      const beganMs = this.#rules.now();
      if (beganMs - this.#startedMs + left * this.#longestMs > this.#rules.budgetMs) return 'budget';
      this.#made[side] += 1;
      const run = await this.#steps.fire(side, this.#made[side]);
      this.#longestMs = Math.max(this.#longestMs, this.#rules.now() - beganMs);
      const use = useOf(run.result);
      if (use.kind !== 'nothing') return run;
      this.leaveOut(run, use.why);
    }
    return this.#rules.signal.aborted ? 'interrupted' : 'invalid-runs';
  }

  leaveOut({ name }: MadeRun, why: string): void {
    this.leftOut.push({ name, why });
    this.#steps.onLeftOut(name, why);
  }
}
