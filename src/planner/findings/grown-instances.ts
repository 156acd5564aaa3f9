import type { PlanDemand } from '../../model/plan/demand.ts';
import { mostInstances, type OptionAnswer } from '../options/option.ts';

interface Growth {
  readonly demand: PlanDemand;
  /** The likely answer of one tenant at a multiple of the demand, its bursts included, without any quota. */
  grownTo(factor: number): OptionAnswer;
}

interface Growing {
  readonly factor: number;
  /** Instances at the most. */
  readonly now: number;
  /** At the demand of now, with what a record has at the most. */
  readonly answer: OptionAnswer;
  /** Above it nothing needs to be known. */
  readonly enough: number;
}

/** Instances at the most as the demand grows: as the square root of the demand at first where they are idle, and not at all where their number is given. */
export function grownMost({ grownTo, demand }: Growth, { factor, now, answer, enough }: Growing): number {
  if (factor === 1) return now;
  const known = mostOfClosed(grownTo(1), demand, 1);
  const least = (now * leastInstances(grownTo(1), factor)) / known;
  // Far beyond, the levels of all requests in flight would take long to calculate.
  const within = grownTo(1).cpuBound === undefined ? withinLevels(grownTo(1), factor) : factor;
  const grown = () => (mostOfClosed(grownTo(within), demand, within) * factor) / within;
  const most = least > enough ? least : (now * grown()) / known;
  return Math.max(most, recordedMost(answer, factor));
}

/** Of a record, at an instant that is that much busier: where an instance takes several requests, those fill its free places first. */
function recordedMost({ instances: { most = 0 }, mostInFlight, atOnce = 1 }: OptionAnswer, factor: number): number {
  if (mostInFlight === undefined || atOnce === 1) return most * factor;
  return Math.max(most * Math.min(1, factor), Math.ceil((mostInFlight * factor) / atOnce));
}

/** More in flight take long to calculate: those that are idle, which grow as the square root, are then a hundredth at the most. */
const mostInFlight = 1e6;

/** The part of a multiple of the demand up to which it is calculated; from there on all grows with it. */
export const withinLevels = ({ busyAtPeak }: OptionAnswer, factor: number): number =>
  Math.min(factor, Math.max(1, mostInFlight / busyAtPeak));

/** Of one tenant: alive at the peak, or in a burst, in which a closed form without one takes as many as it fills. */
function mostOfClosed(answer: OptionAnswer, { burst, tenants }: PlanDemand, factor: number): number {
  const { instances, busyAtPeak, atOnce = 1 } = answer;
  const filled =
    burst === undefined || instances.burst !== undefined
      ? 0
      : Math.ceil((busyAtPeak + Math.ceil((burst.size * factor) / tenants)) / atOnce);
  return Math.max(mostInstances(answer), filled);
}

/** Requests in flight need as many; servers of a given number take any. */
const leastInstances = ({ busyAtPeak, atOnce = 1, cpuBound }: OptionAnswer, factor: number): number =>
  cpuBound === undefined ? (busyAtPeak * factor) / atOnce : 0;
