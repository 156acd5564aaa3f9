/** Who takes part: it says by its messages that it waits for a round. */
export interface Party {
  readonly name: string;
}

export interface MeetingOptions {
  readonly firing: number;
  readonly parties: number;
  /** Signals to all that a round begins. @returns the instant */
  begin(round: number, atMs?: number): number;
}

/** Where the workers of one firing wait for each other, before the load and before every burst. */
export class FleetMeeting {
  readonly firing: number;
  private readonly options: MeetingOptions;
  private readonly joined = new Set<Party>();
  private readonly waiting = new Set<Party>();
  private readonly begunAtMs: number[] = [];
  private left = 0;

  constructor(options: MeetingOptions) {
    this.options = options;
    this.firing = options.firing;
  }

  join(party: Party): void {
    this.joined.add(party);
  }

  /** The others wait for it no more. */
  leave(party: Party): void {
    if (!this.joined.delete(party)) return;
    this.waiting.delete(party);
    this.left += 1;
    this.beginIfAllWait();
  }

  /** It waits for a round. One that did not hear that the round has begun hears it again. */
  wait(party: Party, round: number): void {
    if (!this.joined.has(party)) return;
    const begunAtMs = this.begunAtMs[round];
    if (begunAtMs !== undefined) this.options.begin(round, begunAtMs);
    else if (round === this.begunAtMs.length) {
      this.waiting.add(party);
      this.beginIfAllWait();
    }
  }

  private beginIfAllWait(): void {
    const isComplete = this.joined.size + this.left === this.options.parties;
    if (!isComplete || this.joined.size === 0 || this.waiting.size < this.joined.size) return;
    this.waiting.clear();
    const round = this.begunAtMs.length;
    this.begunAtMs.push(this.options.begin(round));
  }
}
