import { optional } from '../../model/optional.ts';
import { type Figure, given } from '../../model/plan/figure.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import type { CallParts, PlanCallsSpec } from '../../scenario/plan/calls.ts';
import type { GivenMeasure } from '../../scenario/plan/measure.ts';
import type { MeasuredNeeds } from './from-run.ts';
import { needKeys } from './names.ts';

/** Of a call in a function, and of one in a server. */
export interface PlanNeeds {
  readonly function: CallNeeds;
  readonly server: CallNeeds;
  /** Whose calls were not measured, where those of the other side were and stand for them. */
  readonly assumed?: 'function' | 'server';
  readonly notes: readonly string[];
}

/** What is given replaces what was measured. A side that was not measured has the needs of the other, and a note says so. */
export function planNeeds(calls: PlanCallsSpec, measured: MeasuredNeeds): PlanNeeds {
  const { onServer } = calls;
  const measuredFunction =
    measured.function && (calls.initMs === undefined ? measured.function : withoutRestore(measured.function));
  const known: CallNeeds = { source: 'given' };
  // A function has no processes beside the one that answers.
  const { besideMb: _, ...ofProcess } = measured.server ?? known;
  const ofFunction = withGiven(measuredFunction ?? asIn('server', ofProcess), calls);
  const ofServer = withGiven(measured.server ?? asIn('function', withoutRestore(measured.function ?? known)), {
    ...calls,
    ...onServer,
  });
  // A server is started before its load; what starts for requests takes the init of the function where it has none of its own.
  const { initMs, initCpuMs, initWaitMs } =
    ofServer.initMs === undefined && ofServer.initCpuMs === undefined
      ? asPrediction(withoutRestore(ofFunction))
      : ofServer;
  const server = {
    ...ofServer,
    ...{ ...optional('initMs', initMs), ...optional('initCpuMs', initCpuMs), ...optional('initWaitMs', initWaitMs) },
  };
  const assumed = assumedSide(measured, onServer !== undefined);
  return { function: ofFunction, server, ...optional('assumed', assumed), notes: notesOf(assumed, measured, calls) };
}

/** Of a side that was not measured: the numbers of the other are predictions that no check has compared. */
const asIn = (side: 'function' | 'server', needs: CallNeeds): CallNeeds =>
  needs.source === 'given' ? needs : { ...asPrediction(needs), source: `${needs.source}, as in the ${side}` };

function asPrediction(needs: CallNeeds): CallNeeds {
  const figures = needKeys.flatMap((key) => {
    const figure = needs[key];
    return figure?.basis === 'measured' ? [[key, { ...figure, basis: 'extrapolated' }]] : [];
  });
  return { ...needs, ...Object.fromEntries(figures) };
}

function assumedSide({ function: ofFunction, server }: MeasuredNeeds, isServerGiven: boolean): PlanNeeds['assumed'] {
  if (ofFunction !== undefined && server === undefined && !isServerGiven) return 'server';
  return ofFunction === undefined && server !== undefined ? 'function' : undefined;
}

export const otherSide = { function: 'server', server: 'function' } as const;

function notesOf(
  assumed: PlanNeeds['assumed'],
  { notes = [] }: MeasuredNeeds,
  { baseMb, onServer }: PlanCallsSpec,
): string[] {
  // How memory was measured matters only where it is not given.
  const ofMemory = (onServer?.baseMb ?? baseMb) === undefined ? notes : [];
  return [...(assumed === undefined ? [] : [assumedWords(assumed)]), ...ofMemory];
}

/** Only a function restores snapshots, and an init that is given stands for no restore. */
function withoutRestore({ startBilledMs, paidRestoreShare: _, initMs, ...needs }: CallNeeds): CallNeeds {
  return { ...needs, ...optional('initMs', startBilledMs === undefined ? initMs : undefined) };
}

const assumedWords = (side: 'function' | 'server'): string =>
  `a call in a ${side} was not measured: it is taken to need the CPU and waiting of one in the ${otherSide[side]}`;

function withGiven(
  needs: CallNeeds,
  { cpuMs, waitMs, initMs, baseMb, perRequestMb, connections }: CallParts,
): CallNeeds {
  const { initCpuMs, initWaitMs, besideMb, ...rest } = needs;
  return {
    ...rest,
    // An init that is given as a whole replaces both of its parts.
    ...(initMs === undefined && { ...optional('initCpuMs', initCpuMs), ...optional('initWaitMs', initWaitMs) }),
    ...optional('initMs', figureOf(initMs)),
    ...optional('cpuMs', figureOf(cpuMs)),
    ...optional('waitMs', figureOf(waitMs)),
    // Memory of a process that is given replaces what was measured of a server.
    ...(baseMb === undefined && optional('besideMb', besideMb)),
    ...optional('baseMb', figureOf(baseMb)),
    ...optional('perRequestMb', figureOf(perRequestMb)),
    ...optional('connections', figureOf(connections)),
  };
}

const figureOf = (measure: GivenMeasure | undefined): Figure | undefined =>
  typeof measure === 'object' ? { ...measure, basis: 'given' } : measure === undefined ? undefined : given(measure);
