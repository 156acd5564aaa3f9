import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForecastInput, forecastCost } from '../../../src/billing/forecast.ts';
import { lambdaBilling } from '../../../src/billing/lambda-cost.ts';
import { sheetOf } from '../../fixtures/sheet-of.ts';
import { invocationOf } from './invocation-of.ts';

const input: ForecastInput = {
  requests: { low: 100, high: 100 },
  memoryMb: { low: 512, high: 512 },
  callMs: { low: 299.2, high: 10_000 },
  cold: { environments: 6, initMs: 10_000 },
  sheet: sheetOf(),
};

describe('forecast', () => {
  it('of 100 calls of 300 ms at 512 MB: 15 GB-s, 0.0002500005 + 0.00002 dollars', () => {
    const forecast = forecastCost(input);
    expect(forecast.gbSecondsLow).toBe(15);
    expect(forecast.usdLow).toBeCloseTo(0.0002700005, 12);
  });

  it('at worst 100 timeouts of 10 s and 6 inits of 10 s: 1,060,000 ms * 512 MB = 530 GB-s, 0.008833351 + 0.00002 dollars', () => {
    const forecast = forecastCost(input);
    expect(forecast.gbSecondsHigh).toBe(530);
    expect(forecast.usdHigh).toBeCloseTo(0.008853351, 12);
  });

  it('does not count on a free tier: it may be used up', () => {
    expect(forecastCost({ ...input, sheet: sheetOf({ freeTier: true }) })).toEqual(forecastCost(input));
  });

  it('has the same GB-s and no dollars where the prices are not known', () => {
    const { gbSecondsLow, gbSecondsHigh } = forecastCost(input);
    expect(forecastCost({ ...input, sheet: undefined })).toEqual({ gbSecondsLow, gbSecondsHigh });
  });

  it('agrees with the bill where every call takes what was planned', () => {
    const calls = Array.from({ length: 100 }, () => invocationOf({ durationMs: 299.2 }));
    const bill = lambdaBilling(calls, { sheet: sheetOf(), source: 'report-lines' });
    expect(bill?.usd).toBeCloseTo(forecastCost(input).usdLow ?? Number.NaN, 12);
  });

  it('holds whatever calls within the timeout and inits within 10 s do', () => {
    const call = fc.record({
      durationMs: fc.integer({ min: 300, max: 10_000 }),
      initMs: fc.option(fc.nat(10_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(call, { minLength: 100, maxLength: 100 }), (calls) => {
        const cold = calls.filter(({ initMs }) => initMs !== undefined).length;
        const billed = calls.map(({ durationMs, initMs = 0 }) =>
          invocationOf({ durationMs, billedMs: durationMs + initMs }),
        );
        const bill = lambdaBilling(billed, { sheet: sheetOf(), source: 'report-lines' });
        const forecast = forecastCost({ ...input, cold: { environments: cold, initMs: 10_000 } });
        expect(bill?.usd).toBeGreaterThanOrEqual((forecast.usdLow ?? Number.NaN) - 1e-12);
        expect(bill?.usd).toBeLessThanOrEqual((forecast.usdHigh ?? Number.NaN) + 1e-12);
      }),
    );
  });
});
