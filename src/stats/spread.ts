import { optional } from '../model/optional.ts';
import { type Sample, sendLagMs } from '../model/sample.ts';
import type { ClientHealth } from '../model/schema/client/client-health.ts';
import { LatencyHistogram } from './latency.ts';
import { percentile } from './percentile.ts';

/** Below this the 1st and 99th percentile are the first and the last send. */
const fewestSendsForPercentiles = 100;

/**
 * How well the generator kept its schedule. The samples of one burst come before those of the next, as a burst is fired
 * only after the last answer of the one before; so the sends of one burst are all that is kept.
 */
export class SendSpread {
  private readonly lag = new LatencyHistogram();
  private burst: { readonly key: string; readonly sentAtMs: number[] } | undefined;
  private bursts = 0;
  private widestMs: number | undefined;
  private widestP1ToP99Ms: number | undefined;

  add(sample: Sample): void {
    const lagMs = sendLagMs(sample);
    if (sample.sentAtMs === undefined || lagMs === undefined) return;
    // A timer may fire a little early; what is early is not late.
    this.lag.add(Math.max(0, lagMs));
    if (sample.burst !== undefined) this.addToBurst(sample, sample.sentAtMs);
  }

  finish(): Pick<ClientHealth, 'sendSpreadMs' | 'sendSpread' | 'sendLagMs'> {
    this.closeBurst();
    const lag = this.lag.summary();
    return {
      ...optional('sendSpreadMs', this.widestMs),
      sendSpread: {
        bursts: this.bursts,
        ...optional('p1ToP99Ms', this.widestP1ToP99Ms),
        ...optional('maxMs', this.widestMs),
      },
      ...optional('sendLagMs', lag && { ...optional('p50', lag.p50), ...optional('p99', lag.p99), max: lag.max }),
    };
  }

  private addToBurst({ target, phase, repeat, burst }: Sample, sentAtMs: number): void {
    const key = `${target}/${phase}/${repeat}/${burst}`;
    if (this.burst?.key !== key) {
      this.closeBurst();
      this.burst = { key, sentAtMs: [] };
    }
    this.burst?.sentAtMs.push(sentAtMs);
  }

  /** A burst of one request has no spread. */
  private closeBurst(): void {
    if (this.burst === undefined) return;
    const sends = Float64Array.from(this.burst.sentAtMs).sort();
    this.burst = undefined;
    this.bursts += 1;
    if (sends.length < 2) return;
    this.widestMs = Math.max(this.widestMs ?? 0, between(sends, 0, 100));
    if (sends.length < fewestSendsForPercentiles) return;
    this.widestP1ToP99Ms = Math.max(this.widestP1ToP99Ms ?? 0, between(sends, 1, 99));
  }
}

/** From one percentile to the other, in whole µs. */
const between = (ascending: Float64Array, low: number, high: number): number => {
  const lowMs = percentile(ascending, low) ?? Number.NaN;
  const highMs = percentile(ascending, high) ?? Number.NaN;
  return Math.round((highMs - lowMs) * 1000) / 1000;
};
