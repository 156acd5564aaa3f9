import { spawnSync } from 'node:child_process';
import autocannon from 'autocannon';
import { startProgram } from '../../src/launch/local/program.ts';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { fireAsARunDoes } from '../burst/fired.ts';
import { startGenerator } from '../generator.ts';
import { medianOf } from '../median.ts';
import { truthConfig } from '../truth-config.ts';
import { coldStart } from './cold-start.ts';
import { startFastServer } from './fast-server.ts';
import { feedLag } from './feed.ts';

const promised = { lagMs: 1, ofAutocannon: 1.2, ofWrk: 0.8 };
const open = { ratePerSecond: 10_000, durationMs: 30_000, name: 'rate' };
const closed = { connections: 64, seconds: 4, rounds: 5 };

export const rates: Benchmark = {
  about: 'rates: how late requests are sent at 10,000/s, and how many a closed loop gets through, every sample on disk',
  run: async () => {
    await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config: truthConfig(0) });
    await using fast = await startFastServer();
    return [
      coldStart(fast?.url ?? server.url),
      ...(await closedLoops(fast?.url ?? server.url, fast === undefined ? 'Node, as there is no compiler' : 'C')),
      await lagOf(server.url, phaseSchema.parse({ kind: 'constantRate', ...open })),
      await lagOf(server.url, phaseSchema.parse({ kind: 'poisson', ...open })),
      await feedLag(server.url),
    ];
  },
};

async function lagOf(url: string, phase: Phase): Promise<Figure> {
  await using generator = await startGenerator();
  const { client, sent } = await fireAsARunDoes(url, phase, generator);
  const p99 = client.sendLagMs?.p99 ?? Number.NaN;
  return {
    what: `${phase.kind} at ${open.ratePerSecond}/s for ${open.durationMs / 1000} s: send lag`,
    value: `p50 ${client.sendLagMs?.p50?.toFixed(3)} ms, p99 ${p99.toFixed(2)} ms of ${sent} requests`,
    target: { text: `p99 < ${promised.lagMs} ms`, met: p99 < promised.lagMs },
  };
}

/** In turn, and every second round backwards, because the speed of the machine drifts. Each program keeps its compiled code from round to round. */
async function closedLoops(url: string, server: string): Promise<Figure[]> {
  const { connections, seconds, rounds } = closed;
  const phase = phaseSchema.parse({ kind: 'closed', name: 'loop', connections, durationMs: seconds * 1000 });
  const [ours, theirs, wrks]: [number[], number[], number[]] = [[], [], []];
  await using generator = await startGenerator();
  for (let round = 0; round < rounds; round += 1) {
    const programs = [
      async () => ours.push((await fireAsARunDoes(url, phase, generator)).sent / seconds),
      async () => theirs.push((await autocannon({ url, connections, duration: seconds })).requests.average),
      async () => wrks.push(...wrkRates(url)),
    ];
    for (const program of round % 2 === 0 ? programs : programs.toReversed()) await program();
  }
  const rate = (values: number[]) => `${Math.round(medianOf(values))} requests/s`;
  return [
    { what: `closed loop, ${connections} connections, server in ${server}: rollcall`, value: rate(ours) },
    { what: `closed loop, ${connections} connections, autocannon`, value: rate(theirs) },
    ratioOf('autocannon', ours, theirs, promised.ofAutocannon),
    ...(wrks.length === 0
      ? [{ what: 'closed loop, wrk', value: 'wrk is not on this machine' }]
      : [
          { what: `closed loop, ${connections} connections, wrk -t1`, value: rate(wrks) },
          ratioOf('wrk', ours, wrks, promised.ofWrk),
        ]),
  ];
}

/** Of each round, whose two windows lie side by side: the median of these ratios. */
function ratioOf(other: string, ours: readonly number[], theirs: readonly number[], atLeast: number): Figure {
  const ratios = ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN));
  const ratio = medianOf(ratios);
  return {
    what: `closed loop, rollcall / ${other}, median of ${ratios.length} rounds`,
    value: `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    target: { text: `>= ${atLeast}`, met: ratio >= atLeast },
  };
}

/** None where there is no wrk. */
function wrkRates(url: string): number[] {
  const { connections, seconds } = closed;
  const { stdout } = spawnSync('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url], { encoding: 'utf8' });
  const rate = stdout?.match(/Requests\/sec:\s+([\d.]+)/)?.[1];
  return rate === undefined ? [] : [Number(rate)];
}
