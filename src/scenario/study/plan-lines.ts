import { isDeployed } from '../../target-kinds/target-kinds.ts';
import { count, counted } from '../../text/format.ts';
import type { StudyCellSpec } from './cells.ts';
import { plannedRuns } from './plan.ts';
import { protocolOf } from './protocols.ts';
import type { Study } from './study.ts';

/** More cells are counted, not listed. */
const mostListed = 60;

/** What a study would do, from the file alone. */
export function studyPlanLines({ protocol, name }: Study, cells: readonly StudyCellSpec[]): string[] {
  const module = protocolOf(protocol);
  const runs = plannedRuns(protocol, cells).length;
  const samples = runs * module.samplesPerRun(protocol);
  const rounds = protocol.rounds.map((round) =>
    round.afterMs > 0 ? `${round.name} (after ${round.afterMs / 1000} s)` : round.name,
  );
  return [
    `${name}: ${counted(cells.length, 'cell')}, ${counted(module.runs(protocol), 'run')} of each in ${counted(rounds.length, 'round')} (${rounds.join(', ')}): ${count(runs)} runs, ${count(samples)} samples`,
    ...module.words(protocol),
    ...cells.slice(0, mostListed).map(cellLine),
    ...(cells.length > mostListed ? [`  and ${cells.length - mostListed} more`] : []),
  ];
}

function cellLine({ id, target, settings, command }: StudyCellSpec): string {
  const { memoryMb, variables = {}, snapStart } = settings;
  const what =
    target !== undefined && isDeployed(target)
      ? [
          `function ${target.functionName ?? target.name}${target.qualifier === undefined ? '' : `:${target.qualifier}`}`,
          ...(memoryMb === undefined ? [] : [`memory size is set to ${memoryMb} MB`]),
          ...(Object.keys(variables).length === 0 ? [] : [`variables ${Object.keys(variables).join(', ')} are set`]),
          ...(snapStart === undefined ? [] : [`SnapStart is ${snapStart ? 'on' : 'off'}`]),
        ]
      : command === undefined
        ? []
        : [command.command.join(' ')];
  return what.length === 0 ? `  ${id}` : `  ${id}: ${what.join(', ')}`;
}
