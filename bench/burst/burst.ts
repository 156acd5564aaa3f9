import { startProgram } from '../../src/launch/local/program.ts';
import { atMost, type Benchmark, type Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';
import { truthConfig } from '../truth-config.ts';
import { type Added, addedOf, medianP99, shown } from './added.ts';
import { type BurstClient, type BurstRequest, startBurstClient } from './burst-client.ts';
import { fireHey, heyIsThere } from './hey.ts';

interface Size {
  readonly size: number;
  readonly rounds: number;
  /** Absent: for comparison only. */
  readonly p99AddedMs?: number;
  readonly spreadMs?: number;
  /** Of what each of the others adds. */
  readonly ofOthers?: number;
}

/** All fire in turn at one server in one run; the medians of the rounds are compared, as this machine has other work too. */
const sizes: readonly Size[] = [
  { size: 100, rounds: 7 },
  { size: 1000, rounds: 11, p99AddedMs: 10, spreadMs: 20, ofOthers: 1 / 10 },
  { size: 5000, rounds: 3, p99AddedMs: 15 },
];

const delayMs = 200;

export const burst: Benchmark = {
  about: `what a burst adds to the truth of a server that answers after ${delayMs} ms: service time minus the time it held`,
  run: async () => {
    const config = truthConfig(delayMs);
    await using server = await startProgram({ name: 'truth', program: 'targets/truth/main', config });
    await using rollcall = startBurstClient('./rollcall-client.js');
    await using autocannon = startBurstClient('./autocannon-client.js');
    const clients = { rollcall, autocannon, hey: heyIsThere() };
    const figures: Figure[] = [];
    for (const size of sizes) figures.push(...figuresOf(size, await fireRounds(server.url, size, clients)));
    return figures;
  },
};

interface Clients {
  readonly rollcall: BurstClient;
  readonly autocannon: BurstClient;
  readonly hey: boolean;
}

interface Rounds {
  readonly rollcall: Added[];
  readonly p1ToP99Ms: number[];
  readonly maxMs: number[];
  readonly autocannon: Added[];
  /** Empty where hey is not installed. */
  readonly hey: Added[];
  readonly heyWithoutDialing: Added[];
}

async function fireRounds(url: string, { size, rounds }: Size, clients: Clients): Promise<Rounds> {
  const all: Rounds = { rollcall: [], p1ToP99Ms: [], maxMs: [], autocannon: [], hey: [], heyWithoutDialing: [] };
  const request: BurstRequest = { url, size };
  for (let round = 0; round < rounds; round += 1) {
    const { addedMs, spread } = await clients.rollcall.fire(request);
    all.rollcall.push(addedOf(addedMs));
    all.p1ToP99Ms.push(spread?.p1ToP99Ms ?? Number.NaN);
    all.maxMs.push(spread?.maxMs ?? Number.NaN);
    all.autocannon.push(addedOf((await clients.autocannon.fire(request)).addedMs));
    if (!clients.hey) continue;
    const report = await fireHey(request, delayMs);
    all.hey.push(addedOf(report.addedMs));
    all.heyWithoutDialing.push(addedOf(report.withoutDialingMs));
  }
  return all;
}

function figuresOf(aim: Size, rounds: Rounds): Figure[] {
  const { size, p99AddedMs, spreadMs } = aim;
  const spread = medianOf(rounds.p1ToP99Ms);
  return [
    {
      what: `burst of ${size}, rollcall adds`,
      value: shown(rounds.rollcall),
      ...(p99AddedMs !== undefined && { target: aimOfP99(medianP99(rounds.rollcall), p99AddedMs) }),
    },
    { what: `burst of ${size}, autocannon adds`, value: shown(rounds.autocannon) },
    ratio(aim, 'autocannon', rounds.rollcall, rounds.autocannon),
    ...heyFigures(aim, rounds),
    {
      what: `burst of ${size}, 1st to 99th percentile of the sends`,
      value: `${spread.toFixed(1)} ms (first to last: ${medianOf(rounds.maxMs).toFixed(1)} ms)`,
      ...(spreadMs !== undefined && { target: { text: `< ${spreadMs} ms`, met: spread < spreadMs } }),
    },
  ];
}

const aimOfP99 = (p99: number, bound: number) => ({ text: `p99 <= ${bound} ms`, met: p99 <= bound });

function heyFigures(aim: Size, { rollcall, hey, heyWithoutDialing }: Rounds): Figure[] {
  const what = `burst of ${aim.size}, hey adds`;
  if (hey.length === 0) return [{ what, value: 'not measured: hey is not installed here' }];
  return [
    { what: `${what} to the ${delayMs} ms that the server is set to`, value: shown(hey) },
    { what: `${what}, without its dialing`, value: shown(heyWithoutDialing) },
    ratio(aim, 'hey', rollcall, hey),
  ];
}

function ratio({ size, ofOthers }: Size, name: string, ours: Added[], theirs: Added[]): Figure {
  const value = medianP99(ours) / medianP99(theirs);
  return {
    what: `burst of ${size}, p99 of rollcall / ${name}`,
    value: value.toFixed(3),
    ...(ofOthers !== undefined && { target: atMost(value, ofOthers) }),
  };
}
