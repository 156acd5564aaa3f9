import { count, counted, ms } from '../../text/format.ts';
import { replayTrace } from '../trace/replayed-trace.ts';
import type { LogDemand } from './log-demand.ts';

interface Platform {
  readonly keepAliveMs: number;
  readonly concurrency: number;
  readonly startablePer10s: number;
}

/** What the replay of REPORT lines gives, beside what these lines say of the platform that served them. */
export function replayNote({ arrivals, needs, recorded }: LogDemand, platform: Platform): string {
  const initMs = needs.initMs?.value ?? 0;
  const callMs = needs.callMs?.ms.value ?? 0;
  const { environments, coldStarts, billedMs } = replayTrace(arrivals, {
    ...platform,
    ...{ callMs, initMs, provisioned: 0 },
  });
  // Each environment that ends and is started again has a log stream of its own: as many as there were cold starts.
  const lines = [
    ...(recorded.environments === undefined ? [] : [counted(recorded.environments, 'log stream')]),
    counted(recorded.coldStarts, 'cold start'),
    ...(recorded.billedMs === undefined ? [] : [`${count(recorded.billedMs)} ms billed`]),
  ];
  const replayed = `${counted(coldStarts, 'cold start')}, at most ${count(environments.peak)} environments at once, ${count(billedMs)} ms billed`;
  return `replayed with a keep-alive of ${ms(platform.keepAliveMs)}: ${replayed}; the lines have ${lines.join(', ')}`;
}
