import { describe, expect, it } from 'vitest';
import { parseFailOn } from '../../../../src/library/compare/fail-on.ts';
import { UserError } from '../../../../src/model/errors.ts';
import { metricName } from '../../../../src/stats/comparison/metrics.ts';

const targets = ['lambda', 'server'];
const one = (text: string) => {
  const [rule, ...others] = parseFailOn(text, targets);
  if (rule === undefined || others.length > 0) throw new Error('expected one rule');
  return { target: rule.target, metric: metricName(rule.metric), margin: rule.margin };
};

describe('failOn', () => {
  it('a path of result.json, and how much it may rise', () => {
    expect(one('lambda.latencyMs.serviceTime.all.p99 > 10%')).toEqual({
      target: 'lambda',
      metric: 'latencyMs.serviceTime.all.p99',
      margin: { kind: 'relative', share: 0.1 },
    });
  });

  it('a short name, and an amount in a unit: 0.02 s are 20 ms', () => {
    expect(one('server.latency.p50>0.02s')).toEqual({
      target: 'server',
      metric: 'latencyMs.serviceTime.all.p50',
      margin: { kind: 'absolute', amount: 20 },
    });
  });

  it('both letters for micro: 500 \u00b5s, 500 \u03bcs', () => {
    for (const unit of ['\u00b5s', '\u03bcs'])
      expect(one(`lambda.latency.p50 > 500 ${unit}`).margin).toEqual({ kind: 'absolute', amount: 0.5 });
  });

  it('a whole number of result.json is a count', () => {
    expect(parseFailOn('lambda.downstream.peakConnections > 2', targets)[0]?.metric.kind).toBe('count');
  });

  it('a count may not rise at all', () => {
    expect(one('lambda.environments.distinct > 0').margin).toEqual({ kind: 'absolute', amount: 0 });
  });

  it('a number that is not among the usual ones', () => {
    expect(one('lambda.downstream.peakConnections > 50 %').metric).toBe('downstream.peakConnections');
  });

  it('a plain percentage is of 3 percentiles of 2 latencies of 2 targets', () => {
    const rules = parseFailOn('10%', targets);
    expect(rules).toHaveLength(12);
    expect(rules[0]?.expression).toBe('lambda.latencyMs.serviceTime.all.p50 > 10%');
  });

  it.each([
    ['lamda.latency.p99 > 10%', 'did you mean `lambda`?'],
    ['lambda.latency.q98 > 10%', 'unknown metric "latency.q98"; did you mean'],
    ['lambda.latency.p99 < 10%', 'expected `TARGET.METRIC > 10%`'],
    ['lambda.latency.p99 > 10 MB', 'expected a number in ms or %, got "MB"'],
    ['lambda.environments.distinct > 10 ms', 'environments.distinct has no unit, got "ms"'],
    ['', 'expected `TARGET.METRIC > 10%`'],
    [`lambda.latency.p99 > ${'9'.repeat(307)} s`, 'expected a smaller number'],
  ])('refuses %s', (text, message) => {
    expect(() => parseFailOn(text, targets)).toThrow(UserError);
    expect(() => parseFailOn(text, targets)).toThrow(message);
  });
});
