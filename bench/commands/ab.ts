import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/launch/local/program-file.ts';
import type { Benchmark, Figure } from '../benchmark.ts';
import { medianOf } from '../median.ts';

const times = 10;
const baseMs = 100;

interface Case {
  readonly what: string;
  /** How long a call of the head waits. */
  readonly headMs: number;
  readonly args: readonly string[];
  readonly outcome: string;
  readonly exitCode: number;
}

const equal: Case = { what: 'equal builds', headMs: baseMs, args: [], outcome: 'no-difference', exitCode: 0 };
const slower: Case = {
  what: 'a head that is 20% slower',
  headMs: 1.2 * baseMs,
  args: [],
  outcome: 'worse',
  exitCode: 1,
};
const hurried: Case = {
  ...slower,
  what: 'a budget of 6 s',
  args: ['--budget', '6s'],
  outcome: 'undecided',
  exitCode: 4,
};

/** Each a benchmark of its own, so that they can be run apart. */
export const abBenchmarks: Readonly<Record<string, Benchmark>> = {
  'ab-equal': benchmarkOf(equal),
  'ab-slower': benchmarkOf(slower),
  'ab-budget': benchmarkOf(hurried),
};

function benchmarkOf(given: Case): Benchmark {
  return {
    about: `rollcall ab, ${given.what}: calls of ${baseMs} against ${given.headMs} ms of waiting, ${times} times`,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
      try {
        writeSide(folder, 'base', baseMs);
        writeSide(folder, 'head', given.headMs);
        return [
          figureOf(
            given,
            Array.from({ length: times }, (_, index) => compared(folder, given, `${index}`)),
          ),
        ];
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function writeSide(folder: string, side: string, waitMs: number): void {
  mkdirSync(join(folder, side));
  const server = `import { createServer } from 'node:http';
createServer((_, response) => setTimeout(() => response.end('ok'), ${waitMs})).listen(process.env.PORT, '127.0.0.1');
`;
  const scenario = {
    ...{ name: 'ab', question: 'Is the head slower?' },
    targets: [{ name: 'api', kind: 'server', command: ['node', 'server.mjs'], cwd: '.' }],
    load: [{ name: 'steady', kind: 'constantRate', rate: '50/s', duration: '1s' }],
  };
  writeFileSync(join(folder, side, 'server.mjs'), server);
  writeFileSync(join(folder, side, 'ab.yaml'), JSON.stringify(scenario));
}

interface Compared {
  readonly isRight: boolean;
  readonly ended: string;
  readonly pairs: number;
  /** Of the p50; absent after too few runs. */
  readonly changeShare: number | undefined;
  readonly seconds: number;
}

function compared(folder: string, { args, outcome, exitCode }: Case, name: string): Compared {
  const sides = ['--base', join(folder, 'base'), '--head', join(folder, 'head')];
  const out = ['--json', '--quiet', '--primary', 'latency.p50', '--out', join(folder, name)];
  const command = [join(packageRoot, 'dist', 'src', 'cli', 'main.js'), 'ab', 'ab.yaml', ...sides, ...args, ...out];
  const startedAtMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
  const seconds = (performance.now() - startedAtMs) / 1000;
  if (stdout === '') throw new Error(`rollcall ab ended with ${status}: ${stderr}`);
  const result = JSON.parse(stdout) as { outcome: string; pairs: number; metrics: Metric[] };
  const ratio = result.metrics.find(({ role }) => role === 'primary')?.values?.ratio?.estimate;
  return {
    isRight: status === exitCode && result.outcome === outcome,
    ended: `${result.outcome}, exit code ${status}`,
    ...{ pairs: result.pairs, changeShare: ratio === undefined ? undefined : ratio - 1, seconds },
  };
}

interface Metric {
  readonly role: string;
  readonly values?: { readonly ratio?: { readonly estimate: number } };
}

function figureOf({ what, outcome, exitCode }: Case, all: readonly Compared[]): Figure {
  const right = all.filter(({ isRight }) => isRight).length;
  const changes = all.flatMap(({ changeShare }) => changeShare ?? []);
  const others = [...new Set(all.filter(({ isRight }) => !isRight).map(({ ended }) => ended))];
  return {
    what,
    value: [
      `${right} of ${times} ${outcome}, exit code ${exitCode}`,
      ...others.map((ended) => `also ${ended}`),
      `${medianOf(all.map(({ pairs }) => pairs))} pairs in ${medianOf(all.map(({ seconds }) => seconds)).toFixed(0)} s`,
      ...(changes.length === 0 ? [] : [`p50 ${percent(Math.min(...changes))} to ${percent(Math.max(...changes))}`]),
    ].join('; '),
    target: { text: `${times} of ${times}`, met: right === times },
  };
}

const percent = (share: number): string => `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)}%`;
