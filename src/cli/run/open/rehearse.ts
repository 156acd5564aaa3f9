import type { PreparedRun } from '../../../library/prepare-run.ts';
import type { Sample } from '../../../model/sample.ts';
import { type LiveParts, liveParts } from '../../../report/live/live-parts.ts';
import type { RunSize } from '../live/remaining.ts';
import { RunSoFar } from './run-so-far.ts';

/** After this number of drawings, V8 has compiled what they need: one takes a tenth of the time of the first. */
const rehearsal = { drawings: 20, requests: 300, instances: 100 };

/**
 * Draws a load that nobody sees, before the load begins: code that is compiled during a load takes CPU from it.
 * @returns the last drawing; undefined if the first target has no phase
 */
export function rehearse(
  run: Pick<PreparedRun, 'scenario' | 'deployed'>,
  size: RunSize,
  nowMs: () => number,
): LiveParts | undefined {
  const [target] = run.scenario.targets;
  const phase = run.scenario.load.find(({ targets }) => target && (targets?.includes(target.name) ?? true));
  if (target === undefined || phase === undefined) return undefined;
  const soFar = new RunSoFar(run, size, nowMs);
  soFar.onEvent({ kind: 'starting', target: target.name, repeat: 0 });
  const requests = rehearsal.requests;
  soFar.onEvent({
    kind: 'phase',
    target: target.name,
    phase: phase.name,
    requests,
    inFlight: () => 20,
    sinceReleaseMs: () => 5,
  });
  let last: LiveParts | undefined;
  for (let drawing = 0; drawing < rehearsal.drawings; drawing += 1) {
    for (let n = 0; n < requests / rehearsal.drawings; n += 1) {
      const place = { target: target.name, phase: phase.name };
      soFar.onEvent({ kind: 'sample', sample: answer(drawing + n * rehearsal.drawings, place) });
    }
    last = liveParts(soFar.snapshot());
  }
  return last;
}

const answer = (number: number, place: Pick<Sample, 'target' | 'phase'>): Sample => ({
  ...place,
  ...{ repeat: 0, intendedAtMs: number, sentAtMs: number, firstByteAtMs: number + 90, completedAtMs: number + 100 },
  ...{ connection: 'reused', bytes: 100, outcome: { kind: 'answered', status: 200 } },
  identity: { instanceId: `${number % rehearsal.instances}`, coldStart: number < rehearsal.instances },
  meters: { handlerMs: 50, cpuMs: 5, cpuScope: 'call', initMs: 20 },
});
