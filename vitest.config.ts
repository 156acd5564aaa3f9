import { defineConfig } from 'vitest/config';

/**
 * Integration and calibration tests start real processes on two cores: they run one file after another, so that a test
 * never measures its neighbour. They run the compiled programs; `npm test` builds first.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: {
          name: 'processes',
          include: ['test/integration/**/*.test.ts', 'test/calibration/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
