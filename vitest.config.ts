import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { browserAssets } from './scripts/browser-assets.mjs';
import { compiledSources, isBuilt } from './test/compiled-sources.ts';
import { LongestFirst } from './test/longest-first.ts';

/**
 * Nothing runs beside these: a busy machine takes something from what they measure, or has them start more environments. Tests of all
 * other files assert counts, orderings, and what holds on a busy machine, too. Most of them wait for processes.
 */
const alone = [
  'test/calibration/added-time.test.ts',
  'test/integration/conclusions/projected.test.ts',
  'test/integration/lambda/freezing/freeze.test.ts',
  'test/integration/servers/shop.test.ts',
  'test/integration/verdict/of-the-machine.test.ts',
];

/** As the build does: the script and the style sheet of a page, of src/report/browser. */
const pageAssets = {
  name: 'page-assets',
  load: (id: string) => (id.endsWith('/src/report/page/assets.ts') ? browserAssets() : undefined),
};

/**
 * With the folder of Python itself first: the shim of a version manager takes longer to start than the interpreter. Without further
 * authorities: Node 20 parses them, and all that it knows, at each start, which takes longer than all else (62 ms of CPU instead of
 * 25), and no test asks a server of another machine.
 */
const env = { PATH: [...pythonFolder(), process.env['PATH']].join(delimiter), NODE_EXTRA_CA_CERTS: '' };

/** How long `expect.poll` waits for what a busy machine is late with. */
const expect = { poll: { timeout: 60_000 } };

/** As many workers as cores: each worker loads the modules of the tests again, and four of them take a quarter more CPU than two. */
const computing = { maxWorkers: 2, sequence: { groupOrder: 0 } };

/** More workers than cores: files of processes wait two thirds of their time. With six, time limits of Lambda pass on a busy machine. */
const waiting = { maxWorkers: 5, sequence: { groupOrder: 1 } };

/** Node loads what is compiled by itself: Vite would take seconds for hundreds of modules. */
const server = { deps: { external: [/\/dist\//] } };

const programs = {
  ...{ env, server },
  ...{ testTimeout: 240_000, hookTimeout: 240_000, expect },
  ...{ isolate: false, setupFiles: ['test/integration/after-file.ts'] },
  // What is young is collected a quarter as often: a twentieth of the CPU of a run, and 50 MB of a worker.
  execArgv: ['--max-semi-space-size=64'],
};

/**
 * All but the unit tests run the compiled programs; `npm test` builds first. No file leaves global state behind, so that workers serve
 * one after the other.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Sources that are newer than the build are tested themselves, so that these tests need no build.
        plugins: [...(isBuilt() ? [compiledSources] : []), pageAssets],
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          ...{ testTimeout: 120_000, expect, isolate: false, env, server },
          ...computing,
        },
      },
      {
        plugins: [compiledSources, pageAssets],
        test: {
          ...{ name: 'processes', ...programs, ...waiting },
          ...{ include: ['test/integration/**/*.test.ts', 'test/calibration/**/*.test.ts'], exclude: alone },
        },
      },
      {
        plugins: [compiledSources, pageAssets],
        test: { ...{ name: 'alone', ...programs, maxWorkers: 1, sequence: { groupOrder: 2 } }, include: alone },
      },
    ],
  },
});

/** Empty without Python: the tests that need it say so. */
function pythonFolder(): string[] {
  try {
    const program = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
    return program === '' ? [] : [dirname(program)];
  } catch {
    return [];
  }
}
