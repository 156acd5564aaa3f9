import type { LoggedInvocation } from '../../../logs/log-finding.ts';
import { LogReader } from '../../../logs/log-reader.ts';
import { optional } from '../../../model/optional.ts';
import type { ImportedSample } from './imported-sample.ts';

/**
 * The calls of a log of Lambda functions, in any form that `rollcall logs` reads, by function and memory size. Failed calls are left out.
 * @param name of the function where the log names none
 */
export function logSamples(text: string, name: string): ImportedSample[] {
  const samples: ImportedSample[] = [];
  const reader = new LogReader((finding) => {
    if (finding.kind === 'invocation' && finding.invocation.status === 'success')
      samples.push(sampleOf(finding.invocation, name));
  });
  reader.add(text);
  reader.end();
  return samples;
}

function sampleOf(logged: LoggedInvocation, name: string): ImportedSample {
  const { functionName = name, memorySizeMb, initMs, restoreMs, durationMs, billedMs, maxMemoryUsedMb } = logged;
  return {
    levels: {
      function: functionName,
      ...optional('memory', memorySizeMb === undefined ? undefined : String(memorySizeMb)),
    },
    round: 'first',
    start: initMs === undefined && restoreMs === undefined ? 'warm' : 'cold',
    values: {
      durationMs,
      ...optional('initMs', initMs),
      ...optional('restoreMs', restoreMs),
      ...optional('billedMs', billedMs),
      ...optional('memoryMb', maxMemoryUsedMb),
    },
  };
}
