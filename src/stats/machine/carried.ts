import { environmentsStarted, type OfferedLoad, type RequestCosts } from './turns.ts';

export interface Carried {
  /** Environments that a platform with enough CPUs starts. */
  readonly environments: number;
  /** Those that this machine starts. */
  readonly environmentsHere: number;
  /** The share of the rate at which this machine starts no more than it should: 1 is all of it. */
  readonly share: number;
}

/** A count that differs by more is not one of the platform. One more or less is chance. */
const mostShareMore = 0.2;

/** A share is found to 2 significant digits: 8 halvings of a range of 1 to 1/100 leave steps of 1.8%. */
const leastShare = 0.01;
const halvings = 8;

/** Of the CPUs for environments: the rest is for the load generator. */
const usableShare = 0.9;

/** What a request takes where the load generator shares the CPUs. */
export const onThisMachine = ({ cpuMs, waitMs }: RequestCosts['cold']): RequestCosts['cold'] => ({
  cpuMs: cpuMs / usableShare,
  waitMs,
});

/** @param loadAt the load at a share of its rate: the same requests, further apart. */
export function carried(loadAt: (share: number) => OfferedLoad, costs: RequestCosts, cpus: number): Carried {
  const hereCosts = { cold: onThisMachine(costs.cold), warm: onThisMachine(costs.warm) };
  const at = (share: number) => {
    const load = loadAt(share);
    const environments = environmentsStarted(load, costs, Number.POSITIVE_INFINITY);
    return { environments, environmentsHere: environmentsStarted(load, hereCosts, cpus), warm: load.warm };
  };
  const isCarried = ({ environments, environmentsHere, warm }: ReturnType<typeof at>) =>
    environmentsHere <= Math.max(environments + 1, (environments + warm) * (1 + mostShareMore) - warm);
  const whole = at(1);
  const { environments, environmentsHere } = whole;
  if (isCarried(whole)) return { environments, environmentsHere, share: 1 };
  let [good, bad] = [leastShare, 1];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = Math.sqrt(good * bad);
    if (isCarried(at(middle))) good = middle;
    else bad = middle;
  }
  return { environments, environmentsHere, share: good };
}
