import type { Billing, Environments, RequestCounts } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';

/** What is known of one repeat of a target. A part is absent where it cannot be made of the phases of the repeat. */
export interface RepeatMeasures {
  readonly repeat: number;
  readonly requests: Pick<RequestCounts, 'throttled' | 'failed' | 'sent' | 'answered'>;
  readonly environments: Pick<Environments, 'distinct' | 'coldStarts' | 'peakAlive'>;
  readonly billing?: Pick<Billing, 'billedMs' | 'usdPerMillion'>;
  /** Only of a single phase: percentiles of several cannot be joined. */
  readonly latencyMs?: PhaseResult['latencyMs'];
}

/**
 * Whether the repeats of a target are independent: rollcall starts it again for each. An existing target stays warm from one to
 * the next, so its repeats are one measurement.
 */
export const startsAnew = (target: TargetResult): boolean => isStarted(target);

/** In their order. */
export function repeatsOf({ phases }: TargetResult): RepeatMeasures[] {
  const repeats = [...new Set(phases.map(({ repeat }) => repeat))].sort((a, b) => a - b);
  return repeats.map((repeat) =>
    joined(
      repeat,
      phases.filter((phase) => phase.repeat === repeat),
    ),
  );
}

function joined(repeat: number, phases: readonly PhaseResult[]): RepeatMeasures {
  const sum = (of: (phase: PhaseResult) => number): number => phases.reduce((total, phase) => total + of(phase), 0);
  const [only, ...others] = phases.filter(({ requests }) => requests.sent > 0);
  const billing = joinedBilling(phases);
  return {
    repeat,
    requests: {
      sent: sum(({ requests }) => requests.sent),
      answered: sum(({ requests }) => requests.answered),
      throttled: sum(({ requests }) => requests.throttled),
      failed: sum(({ requests }) => requests.failed),
    },
    environments: {
      distinct: new Set(phases.flatMap(({ environments }) => environments.list.map(({ instanceId }) => instanceId)))
        .size,
      ...(phases.every(({ environments }) => environments.coldStarts !== undefined) && {
        coldStarts: sum(({ environments }) => environments.coldStarts ?? 0),
      }),
      peakAlive: Math.max(...phases.map(({ environments }) => environments.peakAlive)),
    },
    ...optional('billing', billing),
    ...(only !== undefined && others.length === 0 ? { latencyMs: only.latencyMs } : {}),
  };
}

function joinedBilling(phases: readonly PhaseResult[]): RepeatMeasures['billing'] {
  const bills = phases.flatMap(({ billing }) => billing ?? []);
  const invocations = bills.reduce((total, bill) => total + bill.invocations, 0);
  if (invocations === 0) return undefined;
  return {
    billedMs: bills.reduce((total, { billedMs }) => total + billedMs, 0),
    usdPerMillion: (bills.reduce((total, { usd }) => total + usd, 0) / invocations) * 1e6,
  };
}
