import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { BurstArguments, ClosedArguments, RateArguments } from './options.ts';
import { numberOrText, type OneLineLoad } from './scenario.ts';

export const burst = ({ requests, cold, bursts }: BurstArguments): OneLineLoad => ({
  name: 'burst',
  words: `a burst of ${requests} ${requests === '1' ? 'request' : 'requests'}`,
  phase: {
    ...{ kind: 'burst', size: numberOrText(requests) },
    ...optional('repeats', numberOrText(bursts)),
    ...(cold && { connections: 'cold' }),
  },
});

/** @throws {UserError} `usage` without a rate */
export function rate({
  rate: perSecond,
  duration,
  poisson,
  warm,
  'max-in-flight': maxInFlight,
}: RateArguments): OneLineLoad {
  if (perSecond === undefined)
    throw new UserError('usage', 'expected a rate, such as 50/s or 3000/min', {
      hint: 'rollcall rate http://127.0.0.1:3000 50/s',
    });
  return {
    name: 'rate',
    words: `${perSecond} for ${duration}`,
    phase: {
      ...{ kind: poisson ? 'poisson' : 'constantRate', rate: perSecond, duration },
      ...optional('maxInFlight', numberOrText(maxInFlight)),
      ...(warm && { start: 'warm' }),
    },
  };
}

export function closed({
  clients,
  requests,
  duration = requests === undefined ? '10s' : undefined,
  'think-time': thinkTime,
}: ClosedArguments): OneLineLoad {
  return {
    name: 'closed',
    words: `a closed load of ${clients} ${clients === '1' ? 'client' : 'clients'}`,
    phase: {
      ...{ kind: 'closed', connections: numberOrText(clients) },
      ...optional('requests', numberOrText(requests)),
      ...optional('duration', duration),
      ...optional('thinkTime', thinkTime),
    },
  };
}
