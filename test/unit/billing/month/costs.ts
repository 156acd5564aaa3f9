import type { Costs } from '../../../../src/model/schema/costs.ts';

/** A GB-second for $0.00001, a request for nothing: a warm call of 1 s and 1 GB is $10 per million, a cold one of 2 s $20. */
export const functionCosts = (own: Partial<Costs> = {}, calls: Partial<Costs['calls']> = {}): Costs => ({
  fixed: [],
  usdPerRequest: 0,
  calls: {
    warm: { billedMs: 1000, gbSeconds: 1, otherUsd: 0 },
    cold: { billedMs: 2000, gbSeconds: 2, otherUsd: 0 },
    coldShare: 1,
    keepAliveMs: 300_000,
    durationTiers: [{ usdPerGbSecond: 0.00001 }],
    from: 'measured',
    ...calls,
  },
  assumes: [],
  ...own,
});

/** Of $26.28 a month each, that is 3.6 cents an hour. */
export const serverCosts = (servers: Partial<Costs['servers']> = {}): Costs => ({
  fixed: [],
  usdPerRequest: 0,
  servers: {
    ...{ description: 'a server', usdPerMonth: 26.28, count: 1, spare: 0, targetUtilization: 0.6 },
    ...servers,
  },
  assumes: [],
});
