import { optional } from '../../model/optional.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { TargetResult } from '../../model/run-result.ts';
import type { Demands } from '../../model/schema/demands.ts';
import { counted } from '../../text/format.ts';

export function memoryOf(demands: Demands | undefined): Pick<CallNeeds, 'baseMb' | 'perRequestMb'> {
  if (demands?.memory === undefined) return {};
  const { basePerEnvironmentMb, perRequestMb } = demands.memory;
  return {
    baseMb: { value: basePerEnvironmentMb, basis: 'measured' },
    perRequestMb: { value: perRequestMb, basis: 'measured' },
  };
}

/** Environments or processes that held something at once: each repeat of a run starts others. Undefined: not known. */
export function answeredOf({
  environments: { distinct, peakAlive, peakAliveSource },
  phases = [],
}: Answered): number | undefined {
  if (peakAliveSource === 'telemetry' && peakAlive !== undefined && peakAlive > 0) return peakAlive;
  const ofRepeat = new Map<number, Set<string>>();
  for (const { repeat, environments } of phases) {
    const ids = ofRepeat.get(repeat) ?? new Set();
    for (const { instanceId } of environments.list) ids.add(instanceId);
    ofRepeat.set(repeat, ids);
  }
  const most = Math.max(0, ...[...ofRepeat.values()].map(({ size }) => size));
  const answered = most > 0 ? most : (distinct ?? 0);
  return answered > 0 ? answered : undefined;
}

export type Answered = Pick<TargetResult, 'environments' | 'phases'>;

interface Processes {
  readonly all: number;
  readonly answered: number;
}

/** Of a server before its load. Undefined: nobody knows how its memory is divided. */
function processesOf({ memory, ...target }: TargetResult): Processes | undefined {
  const answered = answeredOf(target);
  // Whatever a command starts beside the one that answers belongs to it.
  if (answered === 1) return { all: 1, answered };
  const all = memory?.idle?.processes;
  return answered === undefined || all === undefined || all < answered ? undefined : { all, answered };
}

/** All of a server was measured together: each process has an equal part of it, and those that answer nothing are beside the others. */
export function memoryOfServer(target: TargetResult): Pick<CallNeeds, 'baseMb' | 'besideMb' | 'perRequestMb'> {
  const { baseMb, perRequestMb } = memoryOf(target.demands);
  const processes = processesOf(target);
  if (baseMb === undefined || processes === undefined) return {};
  const { all, answered } = processes;
  const ofOne = baseMb.value / all;
  return {
    baseMb: { ...baseMb, value: ofOne },
    ...(all > answered && { besideMb: { ...baseMb, value: ofOne * (all - answered) } }),
    ...optional('perRequestMb', perRequestMb),
  };
}

/** How memory was divided among several processes, or what is not known for it. */
export function processNotes(target: TargetResult): string[] {
  const { name, demands, memory } = target;
  if (demands?.memory === undefined) return [];
  const processes = processesOf(target);
  if (processes === undefined)
    return [
      `memory of a process is not known: target ${name} had ${processCount(memory?.idle?.processes)} before its load, and ${processCount(answeredOf(target))} answered: give calls.onServer.baseMb and perRequestMb`,
    ];
  const { all, answered } = processes;
  if (all === 1) return [];
  const beside = all - answered;
  const others =
    beside === 0 ? '' : `, and each server is taken to have the ${counted(beside, 'other', 'others')} beside its own`;
  return [
    `${answered} of the ${all} processes of target ${name} answered: each is taken to have an equal part of their memory${others}`,
  ];
}

const processCount = (some: number | undefined): string =>
  some === undefined ? 'an unknown number' : counted(some, 'process', 'processes');
