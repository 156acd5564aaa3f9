import { phaseModules } from '../../load/phase-modules.ts';
import type { PhaseResult, RunResult } from '../../model/run-result.ts';
import { count, counted, ms } from '../../text/format.ts';

/** A line for each pause, and for each other phase in which environments were stopped as idle. */
export const environmentLines = ({ targets }: RunResult): string[] =>
  targets.flatMap(({ name, phases }) =>
    phases.flatMap((phase) => {
      const line = linesOf(phase);
      const repeat = phases.some((other) => other.repeat > 0) ? ` (repeat ${phase.repeat + 1})` : '';
      return line === undefined ? [] : [`${name}, ${phase.name}${repeat}: ${line}`];
    }),
  );

function linesOf({ kind, startedAtMs, environments: { lives } }: PhaseResult): string | undefined {
  if (lives === undefined || (phaseModules[kind].shape !== 'idle' && lives.stoppedIdle === 0)) return undefined;
  const known = lives.aliveAtStart + lives.started;
  const stopped = `${count(lives.stoppedIdle)} of ${counted(known, 'environment')} stopped as idle`;
  const { idleStops } = lives;
  const since = (atMs: number) => ms(atMs - startedAtMs);
  const when =
    idleStops === undefined
      ? ''
      : ` (after ${since(idleStops.firstAtMs)} to ${since(idleStops.lastAtMs)}, half of them by ${since(idleStops.halfAtMs)})`;
  return `${stopped}${when}, ${count(lives.aliveAtEnd)} alive at its end`;
}
