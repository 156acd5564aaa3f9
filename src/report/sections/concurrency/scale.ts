import { roundStep } from '../../charts/time-chart.ts';

interface Scale {
  readonly ticks: readonly number[];
  /** Down, in px. */
  y(level: number): number;
}

/** Of counts, from 0 to a round number. */
export function scaleOf(most: number, heightPx: number): Scale {
  const step = Math.max(1, roundStep(Math.max(1, most) / 3));
  const top = Math.ceil(Math.max(1, most) / step) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  // A little room above the highest level, for the width of the line.
  return { ticks, y: (level) => heightPx - (level / top) * (heightPx - 6) };
}
