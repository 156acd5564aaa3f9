import { expect, it } from 'vitest';
import type { PhaseResult } from '../../../../src/model/run-result.ts';
import { pageOf, sharedRun } from '../../../fixtures/report/page-of.ts';

const { result, samples } = sharedRun();

it('phase by phase, projected figures stand beside the measured ones, with the error of such projections', async () => {
  const projected = {
    ...{ invocations: 12, billedMs: 12_900, usdPerMillion: 9.2, waitingShareOfBilled: 0.93, cpuShareOfBilled: 0.05 },
    ...{ environments: 8, peakAlive: 8, coldStarts: 7, throttled: 0, latencyMs: { mean: 1050, p50: 1049, max: 1100 } },
    checkedErrors: { inFlight: 8, environments: 0.09 },
  };
  const withProjected = (phase: PhaseResult, index: number) => (index === 0 ? { ...phase, projected } : phase);
  const targets = result.targets.map((one) => ({ ...one, phases: one.phases.map(withProjected) }));
  const page = await pageOf({ result: { ...result, targets: targets.slice(0, 1) }, samples });
  const figureOf = (metric: string) => {
    const [, text = ''] = page.split(`data-metric="targets.lambda.phases.0.projected.${metric}"`);
    return text.slice(text.indexOf('>') + 1, text.indexOf('</td>')).replace(/<[^>]*>/g, '');
  };
  expect(figureOf('environments')).toBe('8 (off by up to 9%)');
  expect(figureOf('coldStarts')).toBe('7 (not checked)');
  expect(figureOf('usdPerMillion')).toBe('$9.20 (not checked)');
  expect(page).toContain('so the error is not known.');
});
