import { UserError } from '../../../model/errors.ts';
import { timeUnits, unitOfName } from './instants.ts';
import type { Column, ColumnRole, Columns } from './read-arrivals.ts';

const roles: readonly ColumnRole[] = ['start', 'end', 'duration', 'count'];
const hint = 'such as start=client_start_time:s,duration=aws_duration:ms';

/**
 * `start=began:s,duration=took_ms`: roles, the names of their columns, and the unit of numbers where the name does not end with it.
 * @throws {UserError} `usage`
 */
export function columnsOf(text: string): Columns {
  const columns = Object.fromEntries(text.split(betweenRoles).map(columnOf)) as Columns;
  if (columns.start === undefined && columns.end === undefined) throw usage('expected start=NAME or end=NAME');
  return columns;
}

/** Names may have commas: `datefloor(@timestamp, 5m)`. */
const betweenRoles = /,(?=\s*\w+\s*=)/;

function columnOf(part: string): readonly [ColumnRole, Column] {
  const [, name = '', column = ''] = /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
  const role = roles.find((each) => each === name);
  if (role === undefined)
    throw usage(`expected start, end, duration or count before =, got ${JSON.stringify(name || part.trim())}`);
  const [, own = column, word] = /^(.+):([a-z]+)$/.exec(column) ?? [];
  const unit = timeUnits.find((each) => each === word);
  if (word !== undefined && unit === undefined)
    throw usage(`expected a unit of ns, us, ms or s, got ${JSON.stringify(word)}`);
  return [role, { name: own, unit: unit ?? unitOfName(own) ?? 'auto' }];
}

const usage = (message: string): UserError => new UserError('usage', `demand.columns: ${message}`, { hint });
