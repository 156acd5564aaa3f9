/** Detects steps of the wall clock. The monotonic clock does not follow a step, but is slewed like the wall clock. */
export class WallClock {
  private readonly offsetMs = Date.now() - performance.now();
  /** The largest recorded step; forward is positive. */
  steppedMs = 0;

  /** Records the step of the clock since the start. */
  look(): void {
    this.note(Date.now() - performance.now() - this.offsetMs);
  }

  /** Records a step from another source, such as a process that started after it. */
  note(steppedMs: number): void {
    if (Math.abs(steppedMs) > Math.abs(this.steppedMs)) this.steppedMs = steppedMs;
  }
}
