import { spawnSync } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { packageRoot } from '../src/launch/local/program-file.ts';
import { type PhaseResult, type RunResult, runResultSchema, type TargetResult } from '../src/model/run-result.ts';
import type { Sample } from '../src/model/sample.ts';
import { toSampleLine } from '../src/model/sample-line.ts';
import { renderHtml } from '../src/report/run-page.ts';
import { SampleSelection } from '../src/report/selection/selection.ts';
import { MeasuresAccumulator } from '../src/stats/measures.ts';
import { atMost, type Benchmark, type Figure } from './benchmark.ts';
import { medianOf } from './median.ts';

/** Runs that are made up, so that every machine draws the same. */
export const report: Benchmark = {
  about: 'renders the page of made-up runs and opens it in a browser',
  run: async () => [
    ...(await measure('a burst of 100 at three targets', oneBurst(), { ms: 1500, mb: 1.5 })),
    ...(await measure('1,000,000 requests in 1,000 environments', steadyRate(), { mb: 3, openMs: 2000 })),
    importOfCharts(),
  ],
};

const importRounds = 7;

/** What a page waits for before anything is drawn, beside the library as it would be installed; each in a process of its own. */
function importOfCharts(): Figure {
  const library = ['core', 'charts', 'components', 'renderers'].map((part) => `echarts/${part}`);
  const rounds = Array.from({ length: importRounds }, () => ({
    bundleMs: importMs([pathToFileURL(join(packageRoot, 'dist/src/report/echarts.js')).href]),
    libraryMs: importMs(library),
  }));
  const [bundleMs, libraryMs] = (['bundleMs', 'libraryMs'] as const).map((key) =>
    medianOf(rounds.map((round) => round[key])),
  );
  return {
    what: `the bundled charting library: imported, median of ${importRounds}`,
    value: `${bundleMs?.toFixed(0)} ms (the library: ${libraryMs?.toFixed(0)} ms)`,
  };
}

function importMs(modules: readonly string[]): number {
  const script = `const startedAtMs = performance.now();
await Promise.all(${JSON.stringify(modules)}.map((name) => import(name)));
console.log(performance.now() - startedAtMs);`;
  const options = { cwd: packageRoot, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options);
  if (status !== 0) throw new Error(`importing ${modules.join(', ')} ended with ${status}: ${stderr}`);
  return Number(stdout);
}

interface MadeUp {
  readonly targets: readonly string[];
  readonly requests: number;
  sample(target: string, index: number): Sample;
}

interface Promised {
  readonly mb: number;
  readonly ms?: number;
  readonly openMs?: number;
}

const oneBurst = (): MadeUp => ({
  ...{ targets: ['lambda', 'server', 'cluster'], requests: 100 },
  sample: (target, index) => {
    const instances = { lambda: 100, server: 1 }[target] ?? 10;
    const cold = target === 'lambda';
    return call({ target, index, instances, sentAtMs: index * 0.02, tookMs: 1000 + index * 9, cold, burst: true });
  },
});

const steadyRate = (): MadeUp => ({
  ...{ targets: ['lambda'], requests: 1_000_000 },
  sample: (target, index) =>
    call({
      ...{ target, index, instances: 1000, sentAtMs: index * 0.5, burst: false },
      tookMs: 300 + ((index * 7919) % 200),
      cold: index < 1000,
    }),
});

interface Call {
  readonly target: string;
  readonly index: number;
  readonly instances: number;
  readonly sentAtMs: number;
  readonly tookMs: number;
  readonly cold: boolean;
  /** Part of the one burst of its phase. */
  readonly burst: boolean;
}

function call({ target, index, instances, sentAtMs, tookMs, cold, burst }: Call): Sample {
  const instanceId = `${target}-${String(index % instances).padStart(8, '0')}-4f1c-9d2e`;
  return {
    ...{ target, phase: 'load', repeat: 0, intendedAtMs: sentAtMs, sentAtMs, connection: 'new' as const, bytes: 220 },
    ...(burst && { burst: 0 }),
    ...{ firstByteAtMs: sentAtMs + tookMs - 0.2, completedAtMs: sentAtMs + tookMs },
    outcome: { kind: 'answered', status: 200 },
    identity: { instanceId, invocationId: Math.floor(index / instances) + 1, coldStart: cold },
    meters: { handlerMs: tookMs * 0.8, cpuMs: 8.4, cpuScope: 'call', rssMb: 52, ...(cold && { initMs: 90 }) },
  };
}

async function measure(what: string, made: MadeUp, promised: Promised): Promise<Figure[]> {
  const selection = new SampleSelection();
  const targets = made.targets.map((target) => targetOf(target, made, selection));
  const result = resultOf(targets);
  const chosen = selection.finish();
  const startedAtMs = performance.now();
  const page = await renderHtml(result, chosen);
  const renderMs = performance.now() - startedAtMs;
  const file = join(tmpdir(), `rollcall-bench-report-${process.pid}.html`);
  await writeFile(file, page);
  try {
    const megabytes = (await stat(file)).size / 1e6;
    const openMs = await opened(file);
    return [
      {
        what: `${what}: rendered`,
        value: `${renderMs.toFixed(0)} ms`,
        ...(promised.ms && { target: atMost(renderMs, promised.ms, ' ms') }),
      },
      { what: `${what}: size`, value: `${megabytes.toFixed(2)} MB`, target: atMost(megabytes, promised.mb, ' MB') },
      {
        what: `${what}: opened`,
        value: `${openMs.toFixed(0)} ms`,
        ...(promised.openMs && { target: atMost(openMs, promised.openMs, ' ms') }),
      },
    ];
  } finally {
    await rm(file);
  }
}

/** From the address to two frames after the page has loaded: laid out, painted, its script run. */
async function opened(file: string): Promise<number> {
  const args = sparticuz.args.filter((flag) => flag !== '--single-process');
  const browser = await chromium.launch({ executablePath: await sparticuz.executablePath(), args, headless: true });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const startedAtMs = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    return performance.now() - startedAtMs;
  } finally {
    await browser.close();
  }
}

function targetOf(name: string, { requests, sample }: MadeUp, selection: SampleSelection): TargetResult {
  const measures = new MeasuresAccumulator();
  let lastMs = 0;
  for (let index = 0; index < requests; index += 1) {
    const one = sample(name, index);
    measures.add(one);
    selection.add(toSampleLine(one));
    lastMs = Math.max(lastMs, one.completedAtMs);
  }
  const finished = measures.finish();
  const span = { startedAtMs: 0, finishedAtMs: lastMs };
  const phase: PhaseResult = { ...finished, ...span, name: 'load', kind: 'burst', repeat: 0 };
  return {
    ...finished,
    ...{ name, kind: name === 'lambda' ? 'local-lambda' : 'node-server', status: 'complete', phases: [phase] },
    client: { sendSpread: { bursts: 1 } },
  };
}

const resultOf = (targets: readonly TargetResult[]): RunResult =>
  runResultSchema.parse({
    ...{ schemaVersion: 1, tool: { name: 'rollcall', version: '0.0.0' }, status: 'complete', seed: 1 },
    scenario: { name: 'bench', question: 'How long does a page take?', file: 'bench.yaml', resolved: {} },
    ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:10:00Z', startedAtEpochMs: 0 },
    machine: { cpus: 2, cpuModel: 'any', memoryMb: 4096, platform: 'linux', kernel: '6', node: process.version },
    ...{ workload: {}, prices: { date: '', source: '', region: '', architecture: '' }, thresholds: [], targets },
    verdict: { status: 'VALID', reasons: [], sentence: 'Made up, to be rendered.' },
  });
