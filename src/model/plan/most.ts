/** The largest numbers that a plan takes. More requests than any service has: 1e12 a month are 380,000 a second. */
export const mostInPlan = { perSecond: 1e9, atOnce: 1e9, ms: 86_400_000 } as const;
