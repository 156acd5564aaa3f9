import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';

/** Where the segments of a load wait for each other, so that they begin at one instant. */
export interface Rendezvous {
  /** Resolves when all are here, with the instant, of the run's clock, at which all begin. At once if it is aborted. */
  meet(signal: AbortSignal): Promise<number>;
}

/** Of one segment, which waits for nobody. */
export const alone = (clock: Clock): Rendezvous => ({ meet: async () => clock.nowMs() });

/** What the threads of a firing share. */
export interface Meeting {
  /** How many have come, how often all had come (Int32), and when they begin (Float64). */
  readonly memory: SharedArrayBuffer;
  readonly parties: number;
}

export const newMeeting = (parties: number): Meeting => ({ memory: new SharedArrayBuffer(16), parties });

/** All begin this long after the last has come: by then each has seen it. */
const leadMs = 5;

/** Of a party that has other things to do. */
const lookEveryMs = 5;

/** Of several threads, each of which has one of these on the same memory. */
export class SharedRendezvous implements Rendezvous {
  private readonly counts: Int32Array;
  private readonly beginAtMs: Float64Array;
  private readonly parties: number;
  private readonly clock: Clock;

  constructor({ memory, parties }: Meeting, clock: Clock) {
    this.counts = new Int32Array(memory, 0, 2);
    this.beginAtMs = new Float64Array(memory, 8, 1);
    this.parties = parties;
    this.clock = clock;
  }

  async meet(signal: AbortSignal): Promise<number> {
    const round = Atomics.load(this.counts, 1);
    if (Atomics.add(this.counts, 0, 1) === this.parties - 1) this.begin(this.clock.nowMs() + leadMs);
    while (Atomics.load(this.counts, 1) === round && !signal.aborted) await sleep(1);
    const isMet = Atomics.load(this.counts, 1) !== round;
    return isMet ? (this.beginAtMs[0] ?? Number.NaN) : this.clock.nowMs();
  }

  /** Resolves when all others are here, who wait until this party says when they begin. */
  async othersHere(signal: AbortSignal): Promise<void> {
    while (Atomics.load(this.counts, 0) < this.parties - 1 && !signal.aborted) await sleep(lookEveryMs);
  }

  begin(atMs: number): void {
    this.beginAtMs[0] = atMs;
    Atomics.store(this.counts, 0, 0);
    Atomics.add(this.counts, 1, 1);
  }
}
