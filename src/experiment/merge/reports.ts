import { join } from 'node:path';
import { FunctionReports } from '../../launch/deployed/function-reports.ts';
import { accessOf } from '../../launch/deployed/target.ts';
import { isDeployed } from '../../target-kinds/target-kinds.ts';
import type { FiredRequests } from '../observe/fired-requests.ts';
import type { Observation, ObservedRepeat } from '../observe/observation.ts';
import type { RunToMerge } from './run-to-merge.ts';

/** The REPORT lines that a run kept beside its samples; none if it has no such file. */
export type LogLines = (label: string) => AsyncIterable<string>;

interface Reporting {
  readonly directory: string;
  logsOf(run: RunToMerge): LogLines;
  readonly fired: readonly FiredRequests[];
}

/** What the platform reported of a deployed function, joined to the requests of all runs: for each repeat what a run has of its own. */
export async function reportedBy(
  { target, deployed }: Observation,
  runs: readonly RunToMerge[],
  { directory, logsOf, fired }: Reporting,
): Promise<ObservedRepeat[]> {
  if (deployed === undefined || !isDeployed(target) || target.reports === 'none') return [];
  const repeats = runs[0]?.scenario.repeats ?? 1;
  const reported: ObservedRepeat[] = [];
  for (const [repeat, requests] of fired.entries()) {
    if (requests === undefined) continue;
    const label = repeats === 1 ? target.name : `${target.name}-${repeat}`;
    const reports = new FunctionReports({
      ...{ logFile: join(directory, `${label}.log`), redact: (text) => text, access: accessOf(target) },
      ...{ function: deployed.function, asksLogs: 'nothing' },
    });
    for (const run of runs) for await (const line of logsOf(run)(label)) reports.take(line);
    const account = await reports.account(requests.load(new AbortController().signal));
    reported.push({ health: {}, account, notMeasured: [] });
  }
  return reported;
}
