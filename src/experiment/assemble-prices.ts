import { priceTable } from '../billing/prices.ts';
import type { RunResult } from '../model/run-result.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Observation } from './observation.ts';
import { functionBehind, isBilledPerCall, sheetFor } from './priced-function.ts';

/** Which prices the bills are of: of each function its own, and all of them in one line. */
export function assemblePrices(scenario: Scenario, seen: readonly Observation[]): RunResult['prices'] {
  const used = seen
    .filter(({ target }) => isBilledPerCall(target))
    .map(({ target, deployed }) => {
      const sheet = sheetFor(scenario, functionBehind(target, deployed?.function));
      const { region, architecture, date, source, notes } = sheet;
      return { target: target.name, region, architecture, date, source, notes: [...notes] };
    });
  const all = (key: 'date' | 'source' | 'region'): string =>
    [...new Set([...used.map((one) => one[key]), ...(used.length === 0 ? [priceTable[key]] : [])])].join(', ');
  return {
    date: all('date'),
    source: all('source'),
    region: all('region'),
    architecture: [...new Set(used.map(({ architecture }) => architecture))].join(', ') || 'none',
    used,
  };
}
