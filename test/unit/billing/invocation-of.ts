import { billedDurationMs, type Invocation } from '../../../src/model/platform/invocation.ts';

/** A billed invocation of which a test states only what it is about: by default 100 ms at 512 MB. */
export function invocationOf(given: Partial<Invocation> = {}): Invocation {
  const durationMs = given.durationMs ?? 100;
  return {
    requestId: 'r-1',
    durationMs,
    billedMs: billedDurationMs(durationMs, given.initMs),
    memorySizeMb: 512,
    maxMemoryUsedMb: 60,
    status: 'success',
    ...given,
  };
}
