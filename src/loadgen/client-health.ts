import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { optional } from '../model/optional.ts';
import type { ClientHealth } from '../model/schema/client/client-health.ts';

/** How the generator's own process did while it loaded a target. */
export type ClientHealthReadings = Pick<ClientHealth, 'eventLoopDelayMs' | 'eventLoopUtilization' | 'cpuMs' | 'gc'>;

/** The monitor is a timer of this interval; what it measures beyond the interval is delay. */
const resolutionMs = 5;

/** Watches this process until `stop`. */
export function watchClient(): { stop(): ClientHealthReadings } {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const utilization = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  const gc = new GcTally();
  delay.enable();
  return {
    stop: () => {
      delay.disable();
      const { user, system } = process.cpuUsage(cpu);
      const beyond = (ns: number) => Math.max(0, usOf(ns / 1e6 - resolutionMs));
      const delays = { p99: beyond(delay.percentile(99)), max: beyond(delay.max) };
      return {
        ...optional('eventLoopDelayMs', delay.count === 0 ? undefined : delays),
        eventLoopUtilization: performance.eventLoopUtilization(utilization).utilization,
        cpuMs: (user + system) / 1000,
        gc: gc.stop(),
      };
    },
  };
}

class GcTally {
  private readonly observer: PerformanceObserver;
  private count = 0;
  private totalMs = 0;
  private maxMs = 0;

  constructor() {
    this.observer = new PerformanceObserver((list) => this.add(list.getEntries()));
    this.observer.observe({ entryTypes: ['gc'] });
  }

  stop(): { count: number; totalMs: number; maxMs: number } {
    this.add(this.observer.takeRecords());
    this.observer.disconnect();
    return { count: this.count, totalMs: usOf(this.totalMs), maxMs: usOf(this.maxMs) };
  }

  private add(entries: readonly { readonly duration: number }[]): void {
    for (const { duration } of entries) {
      this.count += 1;
      this.totalMs += duration;
      this.maxMs = Math.max(this.maxMs, duration);
    }
  }
}

const usOf = (ms: number): number => Math.round(ms * 1000) / 1000;
