import type { CallDemand } from '../demands.ts';
import { onDedicatedCpus, type ProjectedCall } from './dedicated.ts';

/**
 * Calls for a replay: those of the phase, in an order of which every beginning is spread evenly over the phase. If the replay has as many
 * cold starts as the run, each call is taken once.
 */
export class CallSource {
  readonly #cold: Rotation;
  readonly #warm: Rotation;

  /**
   * @param pools of calls, the best first: each that has cold ones gives them, if none before has any, and so for warm ones. If no pool has
   * warm ones, a warm call is a cold one without its init; if none has cold ones, a cold call has no init.
   */
  constructor(pools: readonly (readonly CallDemand[])[], cpuScale: number) {
    const [cold, warm] = [firstWith(isCold, pools), firstWith(isWarm, pools)];
    const projected = (some: readonly CallDemand[]) => some.map((call) => onDedicatedCpus(call, cpuScale));
    this.#cold = new Rotation(projected(cold.length > 0 ? cold : warm));
    this.#warm = new Rotation(projected(warm.length > 0 ? warm : cold.map(({ init: _, ...call }) => call)));
  }

  next(isColdStart: boolean): ProjectedCall {
    return (isColdStart ? this.#cold : this.#warm).next();
  }
}

const isCold = ({ init }: CallDemand): boolean => init !== undefined;
const isWarm = (call: CallDemand): boolean => !isCold(call);

const firstWith = (wanted: (call: CallDemand) => boolean, pools: readonly (readonly CallDemand[])[]): CallDemand[] =>
  pools.map((pool) => pool.filter(wanted)).find((some) => some.length > 0) ?? [];

/** Multiples of it, modulo 1, are spread evenly however many there are (Weyl; three-distance theorem). */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

class Rotation {
  readonly #calls: readonly ProjectedCall[];
  #taken = 0;

  constructor(calls: readonly ProjectedCall[]) {
    const placed = calls.map((call, index) => ({ call, place: (index * goldenRatio) % 1 }));
    this.#calls = placed.sort((a, b) => a.place - b.place).map(({ call }) => call);
  }

  next(): ProjectedCall {
    const call = this.#calls[this.#taken % this.#calls.length];
    if (call === undefined) throw new Error('a load without measured calls cannot be replayed');
    this.#taken += 1;
    return call;
  }
}
