import type { SampleLine } from '../../model/sample-line.ts';
import { LatencyHistogram } from '../../stats/latency.ts';

interface Latencies {
  readonly 'service-time': LatencyHistogram;
  readonly 'response-time': LatencyHistogram;
}

/** HDR histogram logs of each target, from all of its samples: its answers, and its timeouts at the time after which they were given up. */
export class HistogramLogs {
  private readonly ofTarget = new Map<string, Latencies>();

  add({ outcome, target, intendedAtMs, sentAtMs, completedAtMs }: SampleLine): void {
    if (outcome !== 'answered' && outcome !== 'timed-out') return;
    const latencies = this.latenciesOf(target);
    addDuration(latencies['response-time'], completedAtMs - intendedAtMs);
    if (sentAtMs !== undefined) addDuration(latencies['service-time'], completedAtMs - sentAtMs);
  }

  /** Names and texts of the files, such as `lambda.service-time.hgrm`. */
  finish(): { readonly name: string; readonly text: string }[] {
    return [...this.ofTarget].flatMap(([target, latencies], index) =>
      Object.entries(latencies).map(([kind, histogram]: [string, LatencyHistogram]) => ({
        name: `${fileName(target, index)}.${kind}.hgrm`,
        text: histogram.distribution(),
      })),
    );
  }

  private latenciesOf(target: string): Latencies {
    const known = this.ofTarget.get(target);
    if (known !== undefined) return known;
    const latencies = { 'service-time': new LatencyHistogram(), 'response-time': new LatencyHistogram() };
    this.ofTarget.set(target, latencies);
    return latencies;
  }
}

/** A line that was tampered with may hold what no clock gives. */
function addDuration(histogram: LatencyHistogram, ms: number): void {
  if (ms >= 0 && ms < longestMs) histogram.add(ms);
}

/** A hundred days: more than any run lasts, and no memory for a histogram of more. */
const longestMs = 100 * 86_400_000;

/** Names of targets from scenario files are safe as they are; one of a tampered file must not leave the folder. */
const fileName = (target: string, index: number): string =>
  /^[a-z0-9][a-z0-9-]{0,62}$/.test(target) ? target : `target-${index + 1}`;
