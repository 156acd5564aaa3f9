import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { meaningOf, meanings } from '../../../../src/report/glossary/glossary.ts';

/** Rows of docs/metrics.md that have a unit: path, unit, formula, source. */
const documented = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '').replace(', see below', '')),
  )
  .filter(([, unit]) => unit !== '');

describe('the glossary of the page', () => {
  it('says what docs/metrics.md says', () => {
    expect(documented.length).toBeGreaterThan(90);
    for (const [path = '', unit, formula, source] of documented) {
      // Braces: `{p50,p90}` is two of them, of which the first is looked up.
      const metric = path.replaceAll(/\{([^,}]*)[^}]*\}/g, '$1');
      expect(meanings.get(metric), metric).toEqual({ metric, unit, formula, source });
    }
  });

  it('has each of what braces stand for: 3 times of 3 parts with 8 values, other percentiles and a count', () => {
    expect([...meanings.keys()].filter((metric) => metric.startsWith('latencyMs.'))).toHaveLength(3 * 3 * 10);
  });

  it.each([
    ['targets.lambda.peakInFlight', 'peakInFlight'],
    ['targets.a.b.environments.list.3.busyMs', 'environments.list[].busyMs'],
    ['targets.lambda.phases.0.environments.distinct', 'environments.distinct'],
    ['targets.lambda.phases.0.schedule.sent', 'phases[].schedule.sent'],
    // Not `requests.sent` and the like: the longest end counts.
    ['targets.lambda.downstream.requests', 'downstream.requests'],
    ['comparison.targets.1.memoryMultiplier.pss', 'targets[].memoryMultiplier.pss'],
    ['thresholds.2.value', 'thresholds[].value'],
  ])('finds what %s is: %s', (path, metric) => {
    expect(meaningOf(path)?.metric).toBe(metric);
  });

  it('knows nothing of what is no number of a result', () => {
    expect(meaningOf('targets.lambda.nothing')).toBeUndefined();
    expect(meaningOf('')).toBeUndefined();
  });
});
