import { billedDurationMs, type Invocation } from '../model/platform/invocation.ts';

/** How the billed duration is computed. The name contains the rounding step, and whether the init is included. */
export const billingRules = ['100ms', '1ms', '1ms-with-init'] as const;
export type BillingRule = (typeof billingRules)[number];

/** The billing facts of a log line. */
export interface BilledLine
  extends Pick<Invocation, 'durationMs' | 'billedMs' | 'initMs' | 'restoreMs' | 'billedRestoreMs' | 'status'> {
  readonly atEpochMs?: number;
  /** Such as `nodejs:22.v30` or `provided:al2023.v9`. */
  readonly runtime?: string;
}

/** https://aws.amazon.com/blogs/aws/new-for-aws-lambda-1ms-billing-granularity-adds-cost-savings/ */
const billedByTheMs = Date.UTC(2020, 11, 1);
/** https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
const initBilled = Date.UTC(2025, 7, 1);

/**
 * The rules that may hold for a line, by its time: one, unless the line has too few facts. Between the two dates initialization was billed
 * for custom runtimes and images only, and without a runtime in the log nobody can tell those.
 */
export function rulesFor({ atEpochMs, runtime }: Pick<BilledLine, 'atEpochMs' | 'runtime'>): readonly BillingRule[] {
  if (atEpochMs === undefined) return billingRules;
  if (atEpochMs < billedByTheMs) return ['100ms'];
  if (atEpochMs >= initBilled) return ['1ms-with-init'];
  if (runtime === undefined) return ['1ms', '1ms-with-init'];
  return runtime.startsWith('provided') ? ['1ms-with-init'] : ['1ms'];
}

/**
 * What the rule bills: `1ms-with-init` for 3.10 + 542.01 ms is 546, `100ms` for 2372.13 ms is 2400. The billed part of a restore
 * comes on top: 2338.66 + 182 is 2521. Absent where a restore does not tell its billed part, as in logs of before 2023.
 */
export function expectedBilledMs(rule: BillingRule, line: BilledLine): number | undefined {
  if (line.restoreMs !== undefined && line.billedRestoreMs === undefined) return undefined;
  const expected = ruled(rule, line.durationMs, line);
  // A timeout is set in whole seconds, and what the call took longer until it was stopped is often, but not always, left out.
  if (line.status !== 'timeout') return expected;
  const capped = ruled(rule, Math.floor(line.durationMs / 1000) * 1000, line);
  return Math.abs(capped - line.billedMs) < Math.abs(expected - line.billedMs) ? capped : expected;
}

function ruled(rule: BillingRule, durationMs: number, { initMs, billedRestoreMs = 0 }: BilledLine): number {
  switch (rule) {
    case '100ms':
      return Math.ceil(billedDurationMs(durationMs) / 100) * 100 + billedRestoreMs;
    case '1ms':
      return billedDurationMs(durationMs) + billedRestoreMs;
    case '1ms-with-init':
      return billedDurationMs(durationMs, initMs) + billedRestoreMs;
  }
}
