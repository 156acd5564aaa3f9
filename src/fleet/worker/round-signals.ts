import type { Signal } from '../protocol/messages.ts';

/** Reports are repeated: the broker may have been away. */
const repeatEveryMs = 500;

/** When the rounds of one firing begin, as the coordinator signals. */
export class RoundSignals {
  private readonly beginAtMs: number[] = [];
  private readonly report: (round: number) => void;
  private whenHeard: () => void = () => {};

  /** @param report says that this worker waits for a round */
  constructor(report: (round: number) => void) {
    this.report = report;
  }

  heard({ round, atMs }: Extract<Signal, { kind: 'begin' }>): void {
    this.beginAtMs[round] ??= atMs;
    this.whenHeard();
  }

  /** The instant of the run's clock at which a round begins; undefined if it is aborted before that is known. */
  async begin(round: number, signal: AbortSignal): Promise<number | undefined> {
    const repeating = setInterval(() => this.report(round), repeatEveryMs);
    const stop = () => this.whenHeard();
    signal.addEventListener('abort', stop);
    try {
      this.report(round);
      while (this.beginAtMs[round] === undefined && !signal.aborted)
        await new Promise<void>((resolve) => {
          this.whenHeard = resolve;
        });
      return this.beginAtMs[round];
    } finally {
      clearInterval(repeating);
      signal.removeEventListener('abort', stop);
    }
  }
}
