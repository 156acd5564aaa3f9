/** Facts of every load that answers pace: it has no rate of its own, and nothing to start before it. */
export const paced = { startsWarm: () => false, peakPerSecond: () => undefined } as const;
