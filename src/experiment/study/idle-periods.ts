import { optional } from '../../model/optional.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { PlannedRun } from '../../scenario/study/plan.ts';

/** A call, and what the platform reports about it. */
export interface Look {
  readonly sentAtEpochMs: number;
  readonly clientMs: number;
  readonly failure: string | undefined;
  readonly invocation: Invocation | undefined;
}

/**
 * What as many calls at once, before and after a wait, say about the environments in between: one sample for each call of the first time. An
 * environment is still there if it answers again. Where the platform does not name environments, a call without an init found one.
 */
export function idlePeriods(planned: PlannedRun, first: readonly Look[], second: readonly Look[]): StudySample[] {
  const problem = problemOf(first, second);
  const again = new Map(second.map((look) => [look.invocation?.environmentId, look]));
  const hasNames = [...first, ...second].every(({ invocation }) => invocation?.environmentId !== undefined);
  const gone = second.filter((look) => !hasNames || !isAmong(first, look));
  return first.map((before, index) => {
    const { invocation } = before;
    const own = hasNames ? again.get(invocation?.environmentId) : second[index];
    // The call that found no environment: any of those, as none of them had this one.
    const after = own ?? gone[index % Math.max(1, gone.length)] ?? second[index];
    const sample = {
      ...planned,
      ...{ start: 'idle', copy: index + 1, call: 1, atEpochMs: after?.sentAtEpochMs ?? before.sentAtEpochMs },
      ...optional('environmentId', invocation?.environmentId),
    };
    if (problem !== undefined || after === undefined) return { ...sample, values: {}, error: problem ?? 'no call' };
    const survived = hasNames ? own !== undefined : !hasStarted(after.invocation);
    return { ...sample, values: valuesOf(before, after, survived) };
  });
}

function valuesOf(before: Look, after: Look, survived: boolean): StudySample['values'] {
  return {
    clientMs: after.clientMs,
    ...optional('initMs', after.invocation?.initMs),
    ...optional('durationMs', after.invocation?.durationMs),
    idleMs: after.sentAtEpochMs - before.sentAtEpochMs - before.clientMs,
    survived: survived ? 1 : 0,
    proactive: !survived && isProactive(after) ? 1 : 0,
  };
}

const hasStarted = (invocation: Invocation | undefined): boolean =>
  invocation?.initMs !== undefined || invocation?.restoreMs !== undefined;

/**
 * Whether a new environment was there before its request: either it has no init of its own in the report, or one that is longer than the
 * whole call took, so that it began earlier. Lines are rounded.
 */
function isProactive({ invocation, clientMs }: Look): boolean {
  if (invocation === undefined) return false;
  const startMs = invocation.initMs ?? invocation.restoreMs;
  return startMs === undefined || startMs + invocation.durationMs > clientMs + 1;
}

const isAmong = (looks: readonly Look[], { invocation }: Look): boolean =>
  looks.some((look) => look.invocation?.environmentId === invocation?.environmentId);

function problemOf(first: readonly Look[], second: readonly Look[]): string | undefined {
  const all = [...first, ...second];
  const failure = all.find((look) => look.failure !== undefined)?.failure;
  if (failure !== undefined) return failure;
  if (all.some(({ invocation }) => invocation === undefined)) return 'the platform did not report about the call';
  if (isRepeated(first) || isRepeated(second))
    return 'an environment answered two of the calls that were sent at the same time: let the function take longer, such as 500 ms';
  return first.every(({ invocation }) => hasStarted(invocation))
    ? undefined
    : 'an environment was there; expected none';
}

function isRepeated(looks: readonly Look[]): boolean {
  const ids = looks.flatMap(({ invocation }) => invocation?.environmentId ?? []);
  return new Set(ids).size < ids.length;
}
