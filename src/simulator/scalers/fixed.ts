import type { Scaler } from './scaler.ts';

/** As many instances as there are. */
export class Fixed implements Scaler {
  readonly drains = false;
  readonly atStart: number;
  readonly nextLookMs = Number.POSITIVE_INFINITY;
  readonly keepAliveMs = Number.POSITIVE_INFINITY;

  constructor(instances: number) {
    this.atStart = instances;
  }

  full(): 'wait' {
    return 'wait';
  }

  demand(): void {}

  look(): number {
    return this.atStart;
  }
}
