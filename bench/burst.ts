import { percentile } from '../src/stats/percentile.ts';
import { startProgram } from '../src/target/program.ts';
import type { Benchmark, Figure } from './benchmark.ts';
import { type BurstClient, type BurstRequest, startClient } from './burst-client.ts';
import { medianOf } from './median.ts';
import { truthConfig } from './truth-config.ts';

/** Both fire in turn at one server in one run; the medians of the rounds are compared, as this machine has other work too. */
const sizes: readonly { readonly size: number; readonly rounds: number }[] = [
  { size: 100, rounds: 7 },
  { size: 1000, rounds: 11 },
  { size: 5000, rounds: 3 },
];

/** The size that the promise is about. */
const promised = { size: 1000, p99AddedMs: 10, ofAutocannon: 1 / 5 };

export const burst: Benchmark = {
  about: 'what a burst adds to the truth of a server that answers after 200 ms: service time minus the time it held',
  run: async () => {
    await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config: truthConfig(200) });
    await using rollcall = startClient('./rollcall-client.js');
    await using autocannon = startClient('./autocannon-client.js');
    const figures: Figure[] = [];
    for (const { size, rounds } of sizes) {
      figures.push(...(await compare({ url: server.url, size }, rounds, rollcall, autocannon)));
    }
    return figures;
  },
};

interface Added {
  readonly p50: number;
  readonly p99: number;
}

async function compare(
  request: BurstRequest,
  rounds: number,
  rollcall: BurstClient,
  autocannon: BurstClient,
): Promise<Figure[]> {
  const [ours, theirs, spreads]: [Added[], Added[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const { addedMs, sendSpreadMs = Number.NaN } = await rollcall.fire(request);
    ours.push(addedOf(addedMs));
    spreads.push(sendSpreadMs);
    theirs.push(addedOf((await autocannon.fire(request)).addedMs));
  }
  return figuresOf(request.size, ours, theirs, spreads);
}

function figuresOf(size: number, ours: Added[], theirs: Added[], spreads: number[]): Figure[] {
  const p99 = medianOf(ours.map((added) => added.p99));
  const ratio = p99 / medianOf(theirs.map((added) => added.p99));
  const bound = size === promised.size;
  return [
    {
      what: `burst of ${size}, rollcall adds`,
      value: shown(ours),
      ...(bound && { target: { text: `p99 <= ${promised.p99AddedMs} ms`, met: p99 <= promised.p99AddedMs } }),
    },
    { what: `burst of ${size}, autocannon adds`, value: shown(theirs) },
    {
      what: `burst of ${size}, p99 of rollcall / autocannon`,
      value: ratio.toFixed(3),
      ...(bound && { target: { text: `<= ${promised.ofAutocannon}`, met: ratio <= promised.ofAutocannon } }),
    },
    { what: `burst of ${size}, first to last send`, value: `${medianOf(spreads).toFixed(1)} ms` },
  ];
}

const addedOf = (addedMs: readonly number[]): Added => {
  const ascending = Float64Array.from(addedMs).sort();
  return { p50: percentile(ascending, 50) ?? Number.NaN, p99: percentile(ascending, 99) ?? Number.NaN };
};

function shown(rounds: readonly Added[]): string {
  const p99s = rounds.map(({ p99 }) => p99);
  const [p50, p99] = [medianOf(rounds.map((added) => added.p50)), medianOf(p99s)];
  const range = `${Math.min(...p99s).toFixed(1)} to ${Math.max(...p99s).toFixed(1)}`;
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (p99 of ${rounds.length} rounds: ${range})`;
}
