import type { TargetResult } from '../../model/run-result.ts';
import { counted, ms } from '../../text/format.ts';
import { rangeText } from './per-repeat.ts';

/** Environments that waited for a phase of the target, started before it; undefined if none were. */
export function warmedCount({ phases }: TargetResult): string | undefined {
  const counts = phases.flatMap(({ warmed }) => warmed?.environments ?? []);
  return counts.length === 0 ? undefined : rangeText({ low: Math.min(...counts), high: Math.max(...counts) });
}

/** A sentence for each phase that started warm. */
export const warmedNotes = ({ phases }: TargetResult): string[] =>
  phases.flatMap(({ name, repeat, warmed }) => {
    if (warmed === undefined) return [];
    const { environments, meanInFlight, serviceMs, calls } = warmed;
    const which = repeat === 0 ? name : `${name} (repeat ${repeat + 1})`;
    return [
      `${which} started warm: ${counted(environments, 'environment')} waited for it, for ${meanInFlight.toFixed(1)} requests in flight (${ms(serviceMs)} each) and 3 standard deviations. No figure includes the ${counted(calls, 'request')} sent before it.`,
    ];
  });
