import type { RunResult } from '../model/run-result.ts';
import type { VerdictCode } from '../model/schema/verdict.ts';

interface Judged {
  readonly verdict: Pick<RunResult['verdict'], 'reasons'>;
}

type Named = { readonly name: string };

/** Whether this machine was short of CPU during the load of the target: then calls took longer, and needed more environments. */
export const wasShortOfCpu = ({ verdict }: Judged, { name }: Named): boolean =>
  verdict.reasons.some(({ code, target }) => shortOfCpu.has(code) && (target === undefined || target === name));

const shortOfCpu: ReadonlySet<string> = new Set<VerdictCode>(['cpu-contention', 'contended-counts']);

/** Whether the measured counts of environments must not be used: the projected ones stand for them. */
export const hasInvalidCounts = ({ verdict }: Judged, { name }: Named): boolean =>
  verdict.reasons.some(({ status, about, target }) => status === 'INVALID' && about === 'counts' && target === name);
