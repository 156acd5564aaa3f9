import type { Spreading } from '../instances/places.ts';
import { Fixed } from '../scalers/fixed.ts';
import { atLeastOne, type Serving, type SharedPlatform } from './shared.ts';

/** Servers, or processes of one, that always run. */
export interface Servers {
  readonly kind: 'servers';
  readonly servers: number;
  /** Requests that each takes at once; others wait in one queue. Absent: any number. */
  readonly perServer?: number;
  readonly serving: Serving;
  /** Absent: in turn. */
  readonly spreading?: Spreading;
  /** A request that has waited for longer in the queue is refused. Absent: none is. */
  readonly maxQueuedMs?: number;
}

export const servers = (platform: Servers): SharedPlatform => ({
  ...{ serving: platform.serving, spreading: platform.spreading ?? 'round-robin' },
  perInstance: platform.perServer ?? Number.POSITIVE_INFINITY,
  scaler: new Fixed(atLeastOne(platform.servers, 'servers')),
  init: { kind: 'constant', ms: 0 },
  maxQueuedMs: platform.maxQueuedMs ?? Number.POSITIVE_INFINITY,
});
