import type { ReadUnit } from './instants.ts';
import {
  type ArrivalFormat,
  type ArrivalOptions,
  arrivalsProblem,
  type TakenAs,
  type UnitOf,
} from './read-arrivals.ts';

/** @param stated what states the unit, where it is not shown by the size of the numbers */
export function unitRead(of: string, read: ReadUnit | undefined, stated: string | undefined): UnitOf[] {
  if (read === undefined) return [];
  const { unit, by } = read;
  if (by === 'nothing' || (by === 'column' && stated === undefined)) return [{ of, unit, isStated: false }];
  if (by === 'size' || stated === undefined) return [{ of, unit, by: 'their size: times since 1970', isStated: false }];
  return [{ of, unit, by: stated, isStated: stated.startsWith('demand.') }];
}

/**
 * Numbers that are taken for 1,000 times what they are would be a plan for 1,000 times the load, so nothing is assumed.
 * @throws {UserError} `trace-invalid` for numbers that nothing shows a unit of
 */
export function takenUnits(
  { words, units, unitHint = '' }: Pick<ArrivalFormat, 'words' | 'units' | 'unitHint'>,
  { file, defaultUnit, timeUnit }: ArrivalOptions,
): TakenAs[] {
  const all = units?.() ?? [];
  const open = all.filter(({ by }) => by === undefined);
  if (open.length > 0 && defaultUnit === undefined)
    throw arrivalsProblem(
      file,
      `the unit of the numbers of ${open.map(({ of }) => of).join(' and ')} is not known`,
      unitHint,
    );
  if (timeUnit !== undefined && all.length === 0)
    throw arrivalsProblem(file, `\`timeUnit\` does not apply to a ${words} with dates`, 'leave it out');
  return all.map(({ of, unit, by = 'default', isStated, isAssumed = false }) => ({
    ...{ id: `unit of ${of.replaceAll('"', '')}`, what: `unit of ${of}`, value: unit, source: by, isStated },
    ...(isAssumed && { isAssumed }),
  }));
}
