import type { Identity, Meters, PlatformIdentity } from '../../../src/model/identity.ts';
import { optional } from '../../../src/model/optional.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import type { Sample } from '../../../src/model/sample.ts';

interface Given {
  readonly sentAtMs: number;
  readonly completedAtMs: number;
  readonly intendedAtMs?: number;
  readonly firstByteAtMs?: number;
  readonly outcome?: Outcome;
  readonly identity?: Identity;
  readonly platform?: PlatformIdentity;
  readonly meters?: Meters;
  readonly burst?: number;
  readonly phase?: string;
}

/** A sample of which a test states only what it is about. By default answered and without identity. */
export function sampleOf(given: Given): Sample {
  return {
    target: 'lambda',
    phase: given.phase ?? 'burst',
    repeat: 0,
    ...optional('burst', given.burst),
    intendedAtMs: given.intendedAtMs ?? given.sentAtMs,
    sentAtMs: given.sentAtMs,
    ...optional('firstByteAtMs', given.firstByteAtMs),
    completedAtMs: given.completedAtMs,
    connection: 'reused',
    bytes: 100,
    outcome: given.outcome ?? { kind: 'answered', status: 200 },
    ...optional('identity', given.identity),
    ...optional('platform', given.platform),
    meters: given.meters ?? {},
  };
}

/** The same, but the request never left. */
export function unsent(sample: Sample): Sample {
  const { sentAtMs: _, ...rest } = sample;
  return rest;
}
