import type { BillingOptions } from '../../../billing/lambda-extras.ts';
import { billedAs, billSheetFor, functionBehind } from '../../../experiment/before/priced-function.ts';
import type { AwsFunction } from '../../../model/platform/deployed.ts';
import type { Scenario } from '../../../scenario/schema.ts';
import { kindOf, type TargetSpec } from '../../../target-kinds/target-kinds.ts';

/** What a call of a target is billed by. */
export type CallPrice = Omit<BillingOptions, 'source'> & { readonly memoryMb: number };

/** Undefined if calls are not what is billed, or the memory size or the prices are not known. Without provisioned concurrency. */
export function callPrice(
  scenario: Scenario,
  target: TargetSpec,
  described: AwsFunction | undefined,
): CallPrice | undefined {
  const known = functionBehind(target, described);
  const { memoryMb } = known;
  if (!kindOf(target).payment(target).perCall || memoryMb === undefined) return undefined;
  const sheet = billSheetFor(scenario, known, []);
  if ('unknown' in sheet) return undefined;
  const { provisioned: _, ...options } = billedAs(known, 0);
  return { sheet, memoryMb, ...options };
}
