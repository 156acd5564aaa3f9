import { defineConfig } from 'vitest/config';
import { browserAssets } from './scripts/browser-assets.mjs';

/**
 * Tests of these files compare times, or what the machine had to do meanwhile: nothing runs beside them. Those of all other files
 * assert counts and orderings, and most of them wait for processes.
 */
const alone = [
  'test/calibration/engines/autocannon.test.ts',
  'test/calibration/open-load.test.ts',
  'test/calibration/threads.test.ts',
  'test/calibration/truth.test.ts',
  'test/integration/run/calibrate.test.ts',
  'test/integration/faults/helpers.test.ts',
  'test/integration/lambda/freeze.test.ts',
  'test/integration/run/verdict.test.ts',
];

/** As the build does: the script and the style sheet of a page, of src/report/browser. */
const plugins = [
  {
    name: 'page-assets',
    load: (id: string) => (id.endsWith('/src/report/page/assets.ts') ? browserAssets() : undefined),
  },
];

/** How long `expect.poll` waits for what a busy machine is late with. */
const expect = { poll: { timeout: 60_000 } };

const programs = {
  ...{ testTimeout: 240_000, hookTimeout: 240_000, expect },
  ...{ isolate: false, setupFiles: ['test/integration/after-file.ts'] },
};

/**
 * All but the unit tests run the compiled programs; `npm test` builds first. No file leaves global state behind, so that workers serve
 * one after the other. Processes have more workers than cores, as they wait more than they compute.
 */
export default defineConfig({
  test: {
    projects: [
      {
        plugins,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          expect,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins,
        test: {
          ...{ name: 'processes', ...programs, maxWorkers: 4, sequence: { groupOrder: 1 } },
          ...{ include: ['test/integration/**/*.test.ts', 'test/calibration/**/*.test.ts'], exclude: alone },
        },
      },
      {
        plugins,
        test: { ...{ name: 'alone', ...programs, maxWorkers: 1, sequence: { groupOrder: 2 } }, include: alone },
      },
    ],
  },
});
