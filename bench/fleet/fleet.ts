import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResult } from '../../src/files/read-run.ts';
import type { RunResult } from '../../src/model/run-result.ts';
import { startSpreadMs } from '../../src/stats/clock/start-spread.ts';
import { type NatsServer, startNats } from '../../test/fixtures/nats/start-server.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { ended, recorded, rollcall, scenarioOf, seconds, stopAll } from './commands.ts';
import { figuresOfThree } from './coordinator.ts';
import { exactByHand, exactTogether } from './exactness.ts';
import { delaysOf, percentilesOf, SampleTail } from './sample-tail.ts';

const ratesPerSecond = [5000, 10_000, 20_000];
const fleets = [1, 2, 3];
/** A rate is held if all of it was sent and answered in its time. Late sends are named beside it. */
const notHeld = 'rate-not-achieved';
const named = [notHeld, 'late-sends'];
/** Its monitor counts bytes. It listens on a free port of loopback, which the log names. */
const monitored = { config: 'http: "127.0.0.1:-1"' };

/** `docs/distributed.md` quotes these figures. */
export const fleet: Benchmark = {
  about: `workers, broker, coordinator and server on the two cores of this one machine, which they share: rates for ${seconds} s, every sample on disk`,
  run: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
    try {
      const figures: Figure[] = [];
      for (const workers of fleets) figures.push(...(await heldBy(workers, directory)));
      figures.push(...(await figuresOfThree()), ...(await exactByHand(directory)));
      return figures;
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

async function heldBy(workers: number, directory: string): Promise<Figure[]> {
  await using broker = await startNats(monitored);
  const engine = ['--engine', broker.url];
  const started = Array.from({ length: workers }, () => rollcall('worker', ...engine));
  try {
    const runs: Measured[] = [];
    for (const ratePerSecond of ratesPerSecond) {
      runs.push(await measure(ratePerSecond, directory, { broker, options: ['--workers', `${workers}`, ...engine] }));
      if (runs.at(-1)?.isHeld !== true) break;
    }
    const held = runs.findLast(({ isHeld }) => isHeld);
    const counted = held ?? runs[0];
    const [first, last] = [runs[0], runs.at(-1)];
    return [
      {
        what: workers === 1 ? '1 worker holds' : `${workers} workers hold`,
        value: `${held?.words ?? 'none of these rates'}; then ${last === held ? 'no higher rate was tried' : last?.words}`,
      },
      {
        what: '  a sample on disk after its answer',
        value: `${percentilesOf(first?.delaysMs ?? [])} at ${first?.ratePerSecond}/s`,
      },
      {
        what: '  bytes that the broker got, per sample',
        value: `${counted?.bytesPerSample.toFixed(0)} at ${counted?.ratePerSecond}/s`,
      },
      ...(workers > 1 ? [{ what: '  start spread', value: `${first?.spreadMs?.toFixed(2)} ms` }] : []),
      ...(workers === 3 ? await exactTogether(directory, engine) : []),
    ];
  } finally {
    await stopAll(started);
  }
}

interface Measured {
  readonly ratePerSecond: number;
  readonly words: string;
  readonly isHeld: boolean;
  readonly delaysMs: readonly number[];
  readonly spreadMs: number | undefined;
  /** Everything that workers and the coordinator have published: samples, beats, probes of clocks. */
  readonly bytesPerSample: number;
}

interface Through {
  readonly broker: NatsServer;
  readonly options: readonly string[];
}

async function measure(ratePerSecond: number, directory: string, { broker, options }: Through): Promise<Measured> {
  const out = join(directory, 'run');
  await rm(out, { recursive: true, force: true });
  using tail = new SampleTail(join(out, 'samples.ndjson'));
  const before = await bytesIn(broker);
  const records = await recorded(directory, async (url) => {
    const file = await scenarioOf({ directory, url, ratePerSecond });
    await ended(rollcall('run', file, ...options, '--yes', '-q', '--out', out, '--no-data'));
  });
  const bytes = (await bytesIn(broker)) - before;
  const seen = tail.seen();
  return {
    ratePerSecond,
    ...judged(await readResult(out), ratePerSecond),
    ...{ delaysMs: delaysOf(seen, records), bytesPerSample: bytes / seen.length },
  };
}

/** Payloads of all messages that clients have published since the broker started. */
async function bytesIn(broker: NatsServer): Promise<number> {
  const [, port] = /http monitor on 127\.0\.0\.1:(\d+)/.exec(broker.log()) ?? [];
  const response = await fetch(`http://127.0.0.1:${port}/varz`);
  const { in_bytes: bytes } = (await response.json()) as { readonly in_bytes: number };
  return bytes;
}

function judged({ targets, verdict }: RunResult, ratePerSecond: number) {
  const [target] = targets;
  const { workers = [], sendLagMs } = target?.client ?? {};
  const reasons = verdict.reasons.map(({ code }) => code).filter((code) => named.includes(code));
  const missing = ratePerSecond * seconds - (target?.requests.answered ?? 0);
  const notAnswered = missing > 0 ? [`${missing} not answered`] : [];
  const lag = `lag p99 ${sendLagMs?.p99?.toFixed(1)} ms`;
  return {
    words: `${ratePerSecond.toLocaleString('en')}/s (${[lag, ...reasons, ...notAnswered].join(', ')})`,
    isHeld: !reasons.includes(notHeld) && missing === 0,
    spreadMs: startSpreadMs(workers.flatMap(({ phases }) => phases)),
  };
}
