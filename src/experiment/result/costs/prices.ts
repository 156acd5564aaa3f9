import { priceTable } from '../../../billing/prices.ts';
import { optional } from '../../../model/optional.ts';
import type { RunResult } from '../../../model/run-result.ts';
import type { Scenario } from '../../../scenario/schema.ts';
import { managedCost } from '../../../target-kinds/fields/cost.ts';
import type { Payment } from '../../../target-kinds/target-kind.ts';
import { kindOf } from '../../../target-kinds/target-kinds.ts';
import { billSheetFor, functionBehind, invocationsOf, unknownPricesOf } from '../../before/priced-function.ts';
import type { Observation } from '../../observe/observation.ts';

type PriceUsed = NonNullable<RunResult['prices']['used']>[number];

/** The prices of each target's bill, a summary line, and the unknown prices. */
export function assemblePrices(scenario: Scenario, seen: readonly Observation[]): RunResult['prices'] {
  const used = seen.flatMap((one) => usedBy(scenario, one) ?? []);
  const unknown = seen.flatMap((one) =>
    unknownTo(scenario, one).map((message) => ({ target: one.target.name, message })),
  );
  const all = (values: readonly string[]): string => [...new Set(values)].join(', ') || 'none';
  return {
    date: all(used.map(({ date }) => date)),
    source: all(used.map(({ source }) => source)),
    region: all(used.map(({ region }) => region)),
    architecture: all(used.flatMap(({ architecture }) => architecture ?? [])),
    used,
    ...optional('unknown', unknown.length === 0 ? undefined : unknown),
  };
}

const unknownTo = (scenario: Scenario, { target, deployed, accounts }: Observation): string[] =>
  unknownPricesOf(scenario, target, deployed?.function, invocationsOf(accounts));

function usedBy(scenario: Scenario, one: Observation): PriceUsed | undefined {
  const { target, deployed, accounts } = one;
  const payment = kindOf(target).payment(target);
  if (payment.perCall) {
    const sheet = billSheetFor(scenario, functionBehind(target, deployed?.function), invocationsOf(accounts));
    if ('unknown' in sheet) return undefined;
    const { region, architecture, date, source, notes } = sheet;
    return { target: target.name, region, architecture, date, source, notes: [...notes] };
  }
  if (!isServerInTable(payment) || unknownTo(scenario, one).length > 0) return undefined;
  const { region, date, source } = priceTable;
  return { target: target.name, region, date, source, notes: [] };
}

/** A stated price, including a load balancer, needs no price table. */
function isServerInTable({ cost, hosting }: Payment): boolean {
  if (managedCost(cost) !== undefined) return true;
  return hosting !== undefined && (!('usdPerHour' in hosting) || hosting.loadBalancer !== undefined);
}
