import { priceSheet } from '../../billing/price-sheet.ts';
import { UserError } from '../../model/errors.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import { plannedRuns } from '../../scenario/study/plan.ts';
import { protocolOf } from '../../scenario/study/protocols.ts';
import type { Study } from '../../scenario/study/study.ts';
import { isDeployed, kindOf } from '../../target-kinds/target-kinds.ts';
import { count, usd } from '../../text/format.ts';

/** AWS's limits: the time of an init, and the memory of a function whose size nobody stated. */
const [longestInitMs, mostMemoryMb] = [10_000, 10_240];

/**
 * Lines of the plan about the cost of a study; none if nothing is deployed.
 * @throws {UserError} `too-expensive`
 */
export function refuseDearStudy(
  study: Study,
  cells: readonly StudyCellSpec[],
  maxCostUsd = study.maxCostUsd,
): readonly string[] {
  const cost = studyCost(study, cells);
  if (cost === undefined) return [];
  const { usd: mostUsd = 0, lines } = cost;
  if (mostUsd <= maxCostUsd) return lines;
  throw new UserError(
    'too-expensive',
    `this study could cost ${lines.join().replace('at most ', '')}; the limit is ${usd(maxCostUsd)}`,
    { hint: 'lower `timeoutMs` or `runs`, or raise `maxCostUsd`' },
  );
}

interface StudyCost {
  /** At most. Absent if the prices are not known. */
  readonly usd?: number;
  readonly lines: readonly string[];
}

/** What a study of deployed functions can cost at most, if every call takes the whole time limit of the client; else undefined. */
export function studyCost(study: Study, cells: readonly StudyCellSpec[]): StudyCost | undefined {
  const [first] = cells;
  if (first?.target === undefined || !isDeployed(first.target)) return undefined;
  const { region = study.prices.region, architecture } = kindOf(first.target).functionOf(first.target);
  const sheet = priceSheet({ region, architecture, own: study.prices.lambda, ownSource: study.prices.source });
  const [tier] = 'unknown' in sheet ? [] : sheet.lambda.durationTiers;
  if (tier === undefined || 'unknown' in sheet) return { lines: ['the prices are not known: see `prices`'] };
  const { protocol } = study;
  const calls = (plannedRuns(protocol, cells).length / cells.length) * protocolOf(protocol).callsPerRun(protocol);
  const seconds = calls * ((study.timeoutMs + longestInitMs) / 1000);
  const sizes = cells.map(
    ({ target, settings }) =>
      settings.memoryMb ?? (target && 'memoryMb' in target ? target.memoryMb : undefined) ?? mostMemoryMb,
  );
  const gbSeconds = sizes.reduce((sum, memoryMb) => sum + seconds * (memoryMb / 1024), 0);
  const cost = gbSeconds * tier.usdPerGbSecond + (calls * cells.length * sheet.lambda.usdPerMillionRequests) / 1e6;
  const each = `each ${study.timeoutMs / 1000} s and an init of 10 s`;
  return { usd: cost, lines: [`at most ${usd(cost)}: ${count(calls * cells.length)} calls, ${each}`] };
}

/** Hosts other than this machine that a study calls. */
export const strangersOf = (cells: readonly StudyCellSpec[]): string[] => [
  ...new Set(
    cells.flatMap(({ target }) => {
      if (target === undefined || !isDeployed(target)) return [];
      const host = kindOf(target).host(target, undefined, process.env);
      return host === undefined || /^(127\.|localhost|\[::1\])/.test(host) ? [] : [host];
    }),
  ),
];
