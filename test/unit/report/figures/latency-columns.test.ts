import { expect, it } from 'vitest';
import { figuresOf, labelsOf } from '../../../../src/report/figures/figure-table.ts';
import { latencyColumns } from '../../../../src/report/figures/latency-columns.ts';
import { meaningOf } from '../../../../src/report/glossary/glossary.ts';

const summary = { count: 50, min: 1, mean: 3, p50: 2, p90: 4, p95: 5, max: 9 };

it('percentiles that a threshold names stand between the usual ones, and can be traced to the result', () => {
  const asked = { ...summary, percentiles: { 'p97.5': 6, p75: 3.5 } };
  const columns = latencyColumns([summary, asked]);
  expect(labelsOf(columns)).toEqual(['min', 'p50', 'p75', 'p90', 'p95', 'p97.5', 'p99', 'p99.9', 'max']);
  const path = 'targets.a.latencyMs.serviceTime.all';
  const cells = figuresOf({ path, of: asked }, columns).map(String);
  expect(cells[5]).toContain(`data-metric="${path}.percentiles.p97.5" data-value="6"`);
  expect(cells[2]).toContain('data-value="3.5"');
  expect(cells[6]).toContain('too few answers');
  expect(meaningOf(`${path}.percentiles.p97.5`)?.metric).toMatch(/percentiles$/);
});
