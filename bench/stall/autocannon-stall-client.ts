import autocannon from 'autocannon';
import { serveFrom } from '../client-process.ts';
import type { AutocannonMode, AutocannonStallReport, AutocannonStallRequest } from './stall-client.ts';

/** What `autocannon` itself reports of such a run, in its whole ms. */
serveFrom<AutocannonStallRequest, AutocannonStallReport>(
  async ({ url, ratePerSecond, durationMs, connections, mode }) => {
    const duration = durationMs / 1000;
    const result = await autocannon({ url, connections, duration, timeout: 20, ...modes[mode](ratePerSecond) });
    const { p50, p90, p99, totalCount } = result.latency as autocannon.Histogram & { readonly totalCount: number };
    return { latency: { p50, p90, p99, values: totalCount }, answered: result['2xx'] };
  },
);

const modes: Readonly<Record<AutocannonMode, (overallRate: number) => Partial<autocannon.Options>>> = {
  rate: (overallRate) => ({ overallRate }),
  'rate-uncorrected': (overallRate) => ({ overallRate, ignoreCoordinatedOmission: true }),
  closed: () => ({}),
};
