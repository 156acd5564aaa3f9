import { optional } from '../model/optional.ts';
import type { Sample } from '../model/sample.ts';
import type { Clock } from './clock.ts';
import type { Exchange } from './exchange.ts';
import { type IdentityReading, introductionOf } from './identity.ts';
import { outcomeOf } from './outcome.ts';

/** Where in the run a request belongs. */
export type Place = Pick<Sample, 'target' | 'phase' | 'repeat' | 'burst'>;

/** What an exchange means. */
export function sampleOf(exchange: Exchange, place: Place, reading: IdentityReading, clock: Clock): Sample {
  const { ending, completedAtMs } = exchange;
  const introduction = ending.kind === 'answer' ? introductionOf(ending.answer, reading) : { meters: {} };
  return {
    ...place,
    intendedAtMs: exchange.intendedAtMs,
    ...optional('sentAtMs', exchange.sentAtMs),
    ...optional('firstByteAtMs', exchange.firstByteAtMs),
    completedAtMs,
    connection: exchange.connection,
    bytes: exchange.bytes,
    outcome:
      ending.kind === 'answer' ? outcomeOf(ending.answer, clock.startedAtEpochMs + completedAtMs) : ending.outcome,
    ...introduction,
  };
}
