import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import { sendLagMs } from '../../src/model/sample.ts';
import { fromSampleLine } from '../../src/model/sample-line.ts';
import { percentile } from '../../src/stats/percentile.ts';
import type { Figure } from '../benchmark.ts';

const load = { ratePerSecond: 10_000, seconds: 15, lagMs: 1 };

const scenario = (url: string) => `name: cold-start
question: How late are the requests of each second?
workload: { kind: builtin, call: { cpuMs: 0, ioMs: 0 } }
targets: [{ name: server, kind: http, url: '${url}' }]
load:
  - { name: rate, kind: constantRate, ratePerSecond: ${load.ratePerSecond}, durationMs: ${load.seconds * 1000} }
`;

/** The command, from its start on: nothing is compiled, and no connection is open. */
export function coldStart(url: string): Figure {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const file = join(directory, 'cold-start.yaml');
  writeFileSync(file, scenario(url));
  const command = join(packageRoot, 'dist', 'src', 'cli', 'main.js');
  const out = join(directory, 'run');
  spawnSync(process.execPath, [command, 'run', file, '--quiet', '--out', out], { stdio: 'ignore' });
  const lines = readFileSync(join(out, 'samples.ndjson'), 'utf8').trimEnd().split('\n');
  rmSync(directory, { recursive: true });
  const samples = lines.map(fromSampleLine);
  const held = samples.filter(({ sentAtMs }) => sentAtMs === undefined).length;
  const startedAtMs = samples
    .slice(0, load.ratePerSecond)
    .reduce((min, s) => Math.min(min, s.intendedAtMs), Number.POSITIVE_INFINITY);
  const p99s = Array.from({ length: load.seconds }, (_, second) => {
    const from = startedAtMs + second * 1000;
    const within = samples.filter(({ intendedAtMs }) => intendedAtMs >= from && intendedAtMs < from + 1000);
    return percentile(Float64Array.from(within, (sample) => sendLagMs(sample) ?? Number.NaN).sort(), 99) ?? Number.NaN;
  });
  const worst = Math.max(...p99s);
  return {
    what: `constantRate at ${load.ratePerSecond}/s for ${load.seconds} s from the start of the command`,
    value: `${held} held back; send lag p99 of the first second ${p99s[0]?.toFixed(2)} ms, of the worst ${worst.toFixed(2)} ms`,
    target: { text: `none; p99 < ${load.lagMs} ms in every second`, met: held === 0 && worst < load.lagMs },
  };
}
