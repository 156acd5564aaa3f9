import type { Probe, ProbedPhase } from '../../model/schema/probe.ts';
import { count, counted, perSecond } from '../../text/format.ts';

/** What a request costs this machine, and whether it can carry the load. */
export function probeSummary(probe: Probe): string {
  const costs = `a cold start takes about ${about(coldCpuMs(probe))} of CPU, a warm call ${about(probe.warmCall.cpuMs)}`;
  return probe.phases.every(({ carried }) => carried) ? `${costs}: ${machine(probe)} can carry the load` : costs;
}

/** A sentence for each phase that this machine cannot carry. */
export const probeWarnings = (probe: Probe): string[] =>
  probe.phases.filter(({ carried }) => !carried).map((phase) => sentenceOf(phase, probe));

const coldCpuMs = ({ init, coldCall }: Probe): number => init.cpuMs + coldCall.cpuMs;

const machine = ({ cpus }: Probe): string => `this machine (${counted(cpus, 'CPU')})`;

function sentenceOf(phase: ProbedPhase, probe: Probe): string {
  const { name, atOnce, lastAnswerMs = 0, carriedAtOnce = 0 } = phase;
  if (atOnce !== undefined)
    return `${machine(probe)} answers the last of the ${count(atOnce)} cold starts of ${name} after about ${about(lastAnswerMs)}, which is more than timeoutMs; it can carry about ${count(rounded(carriedAtOnce))} at once`;
  const { perSecond: rate = 0, environments = 0, environmentsHere = 0 } = phase;
  const { carriedPerSecond = 0, carriedWarmPerSecond = 0 } = phase;
  const here = `at ${perSecond(rate)}, ${name} would have about ${counted(environmentsHere, 'environment')} on ${machine(probe)}, and about ${count(environments)} with enough CPUs`;
  const warm =
    carriedWarmPerSecond > carriedPerSecond ? `, and ${aboutRate(carriedWarmPerSecond)} with start: warm` : '';
  return `${here}: cold starts delay each other. It can carry ${aboutRate(carriedPerSecond)}${warm}`;
}

/** To 2 digits: it is from a few requests. */
const rounded = (value: number): number => Number(value.toPrecision(2));

const about = (ms: number): string => (ms < 1000 ? `${rounded(ms)} ms` : `${rounded(ms / 1000)} s`);

const aboutRate = (rate: number): string => `about ${perSecond(rounded(rate))}`;
