import type { PlanResult } from '../../model/plan/plan-result.ts';
import { groupBy } from '../../stats/group.ts';
import { basisLetters } from '../../text/basis.ts';
import { absent, ms, percent, significant } from '../../text/format.ts';

/** What was checked, and which figures of which option are beyond it. */
export function checksBlock({ checks, options }: PlanResult): {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly table: readonly (readonly string[])[];
} {
  return {
    heading: 'How well predictions were checked',
    lines:
      checks.length === 0
        ? ['No prediction was compared with a measurement yet, so all of them count as beyond the range.']
        : extrapolatedLines(options),
    table:
      checks.length === 0
        ? []
        : [
            ['quantity', 'of', 'range', 'calls', 'error', 'source'],
            ...checks.map(({ quantity, of, low, high, unit, call, errorShare, source }) => [
              ...[words[quantity] ?? quantity, words[of] ?? of, rangeWords(low, high, unit)],
              call ? `${ms(call.lowMs)} to ${ms(call.highMs)}, up to ${ms(call.mostCpuMs)} of CPU` : absent,
              ...[percent(errorShare), source],
            ]),
          ],
  };
}

/** Names of the JSON in words. */
const words: Readonly<Record<string, string>> = {
  coldStarts: 'cold starts',
  'one-per-environment': 'one request per environment',
};

const rangeWords = (low: number, high: number, unit: string): string => {
  const [from, to] = [significant(low), significant(high)];
  return `${from === to ? from : `${from} to ${to}`} ${unit}`;
};

/** Options with the same reasons share a line. */
function extrapolatedLines(options: PlanResult['options']): string[] {
  const all = options.flatMap(({ name, extrapolated }) =>
    extrapolated.map(({ figures, why }) => ({ name, because: `${figures.join(', ')}: ${why}` })),
  );
  if (all.length === 0) return [];
  return [
    `Beyond the range, marked ${basisLetters.extrapolated}:`,
    ...[...groupBy(all, ({ because }) => because)].map(
      ([because, of]) => `- ${of.map(({ name }) => name).join('; ')}: ${because}`,
    ),
  ];
}
