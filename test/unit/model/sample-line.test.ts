import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/outcome.ts';
import { responseTimeMs, type Sample, sendLagMs, serviceTimeMs } from '../../../src/model/sample.ts';
import { fromSampleLine, toSampleLine } from '../../../src/model/sample-line.ts';

const sample: Sample = {
  target: 'lambda',
  phase: 'burst',
  repeat: 0,
  burst: 2,
  intendedAtMs: 100,
  sentAtMs: 100.5,
  firstByteAtMs: 350.25,
  completedAtMs: 351,
  connection: 'reused',
  bytes: 512,
  outcome: { kind: 'answered', status: 200 },
  identity: { instanceId: 'a\nb', invocationId: 3, coldStart: false },
  meters: { cpuMs: 8.2, cpuScope: 'call', handlerMs: 240 },
  requestId: 'r-1',
};

describe('times of a sample', () => {
  it('sent 0.5 ms late, 250.5 ms on its way, 251 ms since it was due', () => {
    expect(sendLagMs(sample)).toBe(0.5);
    expect(serviceTimeMs(sample)).toBe(250.5);
    expect(responseTimeMs(sample)).toBe(251);
  });

  it('has no service time if it was never sent', () => {
    const { sentAtMs: _, ...unsent } = sample;
    expect(serviceTimeMs(unsent)).toBeUndefined();
    expect(sendLagMs(unsent)).toBeUndefined();
    expect(responseTimeMs(unsent)).toBe(251);
  });
});

describe('sample line', () => {
  it('has the documented names, flat, and no line break', () => {
    const line = toSampleLine(sample);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      ...{ target: 'lambda', phase: 'burst', repeat: 0, burst: 2, intendedAtMs: 100, sentAtMs: 100.5 },
      ...{
        firstByteAtMs: 350.25,
        completedAtMs: 351,
        outcome: 'answered',
        status: 200,
        connection: 'reused',
        bytes: 512,
      },
      ...{ instanceId: 'a\nb', invocationId: 3, coldStart: false, cpuMs: 8.2, cpuScope: 'call', handlerMs: 240 },
      requestId: 'r-1',
    });
  });

  it('keeps µs and nothing finer: 0.1234567 ms is 0.123', () => {
    expect(JSON.parse(toSampleLine({ ...sample, sentAtMs: 0.1234567 }))['sentAtMs']).toBe(0.123);
  });

  it('says why an answer that names its instance is not on the roll, and what the platform said of one that is', () => {
    const { identity: _, ...unnamed } = sample;
    const outcome = { kind: 'answered' as const, status: 403, message: 'forbidden' };
    const written = { ...unnamed, outcome, identityProblem: 'id-too-long' as const };
    const line = toSampleLine(written);
    expect(JSON.parse(line)).toMatchObject({ outcome: 'answered', error: 'forbidden', identityProblem: 'id-too-long' });
    expect(fromSampleLine(line)).toEqual(written);
    expect(() => fromSampleLine(line.replace('id-too-long', 'id-too-odd'))).toThrow(SyntaxError);
  });

  it('keeps an id of 65,536 bytes, also of one that is no sooner text than it is escaped', () => {
    for (const instanceId of ['y'.repeat(65_536), '"\\'.repeat(20_000), '�FC'.repeat(10_000)]) {
      const written = { ...sample, identity: { instanceId } };
      expect(fromSampleLine(toSampleLine(written))).toEqual(written);
    }
  });

  it('reads back what was written, whatever the outcome', () => {
    const message = fc.string();
    const outcome: fc.Arbitrary<Outcome> = fc.oneof(
      fc.record({
        kind: fc.constantFrom('answered' as const, 'http-error' as const),
        status: fc.integer({ min: 200, max: 599 }),
      }),
      fc.record({ kind: fc.constant('throttled' as const), status: fc.constant(429), retryAfterMs: fc.nat() }),
      fc.record({
        kind: fc.constantFrom(
          ...(['refused' as const, 'reset' as const, 'malformed' as const, 'unreachable' as const] as const),
          'not-sent' as const,
        ),
        message,
      }),
      fc.constant({ kind: 'interrupted' as const }),
      fc.constant({ kind: 'timed-out' as const, afterMs: 250.5 }),
    );
    fc.assert(
      fc.property(outcome, fc.string(), (given, instanceId) => {
        const written = { ...sample, outcome: given, identity: { instanceId } };
        expect(fromSampleLine(toSampleLine(written))).toEqual(written);
      }),
    );
  });

  it('refuses the cut last line of a killed run', () => {
    expect(() => fromSampleLine(toSampleLine(sample).slice(0, 40))).toThrow(SyntaxError);
    expect(() => fromSampleLine('{"a":1}')).toThrow(SyntaxError);
  });
});
