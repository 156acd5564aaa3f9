/** Watches whether somebody sets the wall clock: the monotonic one does not follow a step, but is slewed like the wall clock. */
export class WallClock {
  private readonly offsetMs = Date.now() - performance.now();
  private largestMs = 0;

  /** Notes by how much the clock was set since the start; forward is positive. */
  look(): void {
    this.note(Date.now() - performance.now() - this.offsetMs);
  }

  /** Notes a step that was seen otherwise, as by a process that started after it. */
  note(steppedMs: number): void {
    if (Math.abs(steppedMs) > Math.abs(this.largestMs)) this.largestMs = steppedMs;
  }

  /** The largest that was noted. */
  get steppedMs(): number {
    return this.largestMs;
  }
}
