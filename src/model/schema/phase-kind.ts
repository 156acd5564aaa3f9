/** Kinds of load phase, as scenarios and results name them. What is known of each is in its module in src/load. */
export const phaseKinds = [
  'sequential',
  'burst',
  'constantRate',
  'rampingRate',
  'poisson',
  'trace',
  'closed',
  'pause',
] as const;

export type PhaseKind = (typeof phaseKinds)[number];
