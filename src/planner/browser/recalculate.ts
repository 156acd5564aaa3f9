import type { Figure } from '../../model/plan/figure.ts';
import type { CallNeeds } from '../../model/plan/needs.ts';
import { count, ms, usd } from '../../text/format.ts';
import { scaledDemand } from '../demand.ts';
import { isMet } from '../findings/kept.ts';
import { fitOptions } from '../findings/recommendation.ts';
import { type PlanInputs, plannedOptions } from '../planned-option.ts';

/** Values of the controls; what is absent stays. */
export type Changed = Readonly<Partial<Record<'averagePerSecond' | 'burst' | 'cpuMs' | 'waitMs' | 'initMs', number>>>;

export interface Recalculated {
  readonly recommendation: string;
  /** A row for each option that has figures, as in the table on the page. */
  readonly rows: readonly (readonly string[])[];
}

/** The options again with other inputs, by the closed forms. */
export function recalculate(inputs: PlanInputs, changed: Changed): Recalculated {
  const options = plannedOptions(withChanges(inputs, changed));
  const [best] = fitOptions(options);
  const month = best?.result.figures?.month?.usd.value;
  return {
    recommendation:
      best === undefined || month === undefined
        ? 'No option keeps all constraints.'
        : `Recommended: ${best.result.name}, ${usd(month)} a month.`,
    rows: options.flatMap(({ result: { name, figures, kept } }) => {
      if (figures === undefined) return [];
      const { instances, latencyMs } = figures;
      const broken = kept
        .filter((each) => !isMet(each))
        .map(({ constraint, verdict }) => `${verdict === 'undecided' ? 'undecided' : 'no'}: ${constraint}`);
      return [
        [
          ...[name, count(instances.p99.value), shown(instances.burst, count), shown(latencyMs.burst?.p99, ms)],
          ...[shown(figures.month?.usd, usd), broken.length === 0 ? 'yes' : broken.join(', ')],
        ],
      ];
    }),
  };
}

const shown = (figure: Figure | undefined, format: (value: number) => string): string =>
  figure === undefined ? '–' : Number.isFinite(figure.value) ? format(figure.value) : 'without end';

function withChanges({ file, demand, needs }: PlanInputs, changed: Changed): PlanInputs {
  const { averagePerSecond = demand.averagePerSecond, burst } = changed;
  const scaled = averagePerSecond > 0 ? scaledDemand(demand, averagePerSecond / demand.averagePerSecond) : demand;
  const { burst: usual, ...steady } = scaled;
  const size = Math.round(burst ?? usual?.size ?? 0);
  return {
    file,
    demand: size > 0 ? { ...steady, burst: { ...usual, size } } : steady,
    needs: { ...needs, function: changedNeeds(needs.function, changed), server: changedNeeds(needs.server, changed) },
  };
}

/** Only what differs from the plan replaces it, so that intervals and the needs of the other side stay. */
function changedNeeds(needs: CallNeeds, { cpuMs, waitMs, initMs }: Changed): CallNeeds {
  const replaced = (key: 'cpuMs' | 'waitMs' | 'initMs', value: number | undefined) => {
    const known = needs[key];
    return value === undefined || known === undefined || isSame(known.value, value)
      ? {}
      : { [key]: { value, basis: 'given' } };
  };
  return {
    ...needs,
    ...replaced('cpuMs', cpuMs),
    ...replaced('waitMs', waitMs),
    ...replaced('initMs', initMs),
  } as CallNeeds;
}

/** The controls show four digits. */
const isSame = (known: number, shown_: number): boolean => Number(known.toPrecision(4)) === shown_;
