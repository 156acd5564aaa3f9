import { startProgram } from '../../src/launch/local/program.ts';
import { percentile } from '../../src/stats/percentile.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { startClient } from '../client-process.ts';
import { truthConfig } from '../truth-config.ts';
import { responseTimesMs } from './stall-arithmetic.ts';
import type {
  AutocannonMode,
  AutocannonStallReport,
  AutocannonStallRequest,
  Percentiles,
  StallReport,
  StallRequest,
} from './stall-client.ts';

const load = { ratePerSecond: 200, durationMs: 6000 };
const delayMs = 100;
const stall = { afterMs: 2500, forMs: 1000 };
/** Clients of a closed loop that send the same rate, at 100 ms a request. */
const connections = (load.ratePerSecond * delayMs) / 1000;
const promisedShare = 0.02;

export const stalled: Benchmark = {
  about: `${load.ratePerSecond}/s for ${load.durationMs / 1000} s at a server that answers after ${delayMs} ms and stalls for ${stall.forMs / 1000} s in the middle`,
  run: async () => [
    ...(await rollcallFigures()),
    await autocannonFigure('rate', `overallRate, ${connections} connections, its own correction`),
    await autocannonFigure('rate-uncorrected', `overallRate, ${connections} connections, not corrected`),
    await autocannonFigure('closed', `closed loop of ${connections} connections`),
  ],
};

async function rollcallFigures(): Promise<Figure[]> {
  const expected = expectedPercentiles();
  await using rollcall = startClient<StallRequest, StallReport>(new URL('./rollcall-stall-client.js', import.meta.url));
  const { responseTime, serviceTime, notAnswered } = await atStallingServer((url) => rollcall.fire({ url, ...load }));
  const off = Math.max(...(['p50', 'p90', 'p99'] as const).map((p) => Math.abs(responseTime[p] / expected[p] - 1)));
  return [
    { what: 'response time by hand', value: shown(expected) },
    {
      what: 'rollcall, response time',
      value: `${shown(responseTime)}, ${(off * 100).toFixed(1)} % off at most, ${notAnswered} not answered`,
      target: {
        text: `within ${promisedShare * 100} % of the hand's, all answered`,
        met: off <= promisedShare && notAnswered === 0,
      },
    },
    { what: 'rollcall, service time', value: shown(serviceTime) },
  ];
}

function expectedPercentiles(): Percentiles {
  const ascending = responseTimesMs({ ...load, delayMs, stall });
  const at = (percent: number) => percentile(ascending, percent) ?? Number.NaN;
  return { p50: at(50), p90: at(90), p99: at(99), values: ascending.length };
}

async function autocannonFigure(mode: AutocannonMode, words: string): Promise<Figure> {
  await using client = startClient<AutocannonStallRequest, AutocannonStallReport>(
    new URL('./autocannon-stall-client.js', import.meta.url),
  );
  const { latency, answered } = await atStallingServer((url) => client.fire({ url, ...load, connections, mode }));
  return { what: `autocannon, ${words}`, value: `${shown(latency)} and ${answered} answers` };
}

/** A fresh one, as each stalls once. */
async function atStallingServer<T>(fire: (url: string) => Promise<T>): Promise<T> {
  const config = { ...truthConfig(delayMs), stall };
  await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config });
  return await fire(server.url);
}

const shown = ({ p50, p90, p99, values }: Percentiles): string =>
  `p50 ${p50.toFixed(0)} ms, p90 ${p90.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms of ${values} values`;
