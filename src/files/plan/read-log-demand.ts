import { LogReader } from '../../logs/log-reader.ts';
import { type LogDemand, LogDemandReader } from '../../planner/logs/log-demand.ts';
import { nameOf } from '../read-text.ts';
import { functionIn, readLogText } from './log-text.ts';

/**
 * Demand and needs of one function, from its logs in any format of `rollcall logs`.
 * @param wanted its name, where the logs have several
 * @throws {UserError} `logs-unreadable`, `logs-empty`, `logs-ambiguous`
 */
export async function readLogDemand(files: readonly string[], wanted?: string): Promise<LogDemand> {
  const demand = new LogDemandReader();
  for (const file of files) {
    const name = functionIn(nameOf(file));
    const reader = new LogReader((finding) => demand.add(finding, name));
    for await (const text of readLogText(file)) reader.add(text);
    reader.end();
  }
  return demand.finish(files.map(nameOf).join(', '), wanted);
}
