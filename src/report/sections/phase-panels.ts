import type { PhaseResult, TargetResult } from '../../model/run-result.ts';
import type { Sample } from '../../model/sample.ts';

/** One phase at all its targets, all on one time axis. */
export interface PhasePanels<Panel> {
  readonly phase: string;
  readonly kind: string;
  /** The longest of the targets, from the release of the first request to the last byte. */
  readonly spanMs: number;
  readonly panels: readonly Panel[];
}

/** The first repeat of a phase at one target. */
export interface PhaseSamples {
  readonly target: TargetResult;
  readonly phase: PhaseResult;
  readonly samples: readonly Sample[];
  /** The release of the first request: times count from it. */
  readonly originMs: number;
  readonly spanMs: number;
}

/** The first repeat of every phase, of the targets to which something was sent in it. */
export function phasePanels<Panel>(
  targets: readonly TargetResult[],
  samples: readonly Sample[],
  panelOf: (own: PhaseSamples) => Panel,
): PhasePanels<Panel>[] {
  const phases = new Map<string, { phase: string; kind: string; spanMs: number; panels: Panel[] }>();
  for (const target of targets) {
    for (const phase of target.phases.filter(({ repeat }) => repeat === 0)) {
      const own = samples.filter((s) => s.target === target.name && s.phase === phase.name && s.repeat === 0);
      if (!own.some(({ sentAtMs }) => sentAtMs !== undefined)) continue;
      const originMs = own.reduce((first, s) => Math.min(first, s.intendedAtMs), Number.POSITIVE_INFINITY);
      const spanMs = own.reduce((last, s) => Math.max(last, s.completedAtMs), originMs) - originMs;
      const chart = phases.get(phase.name) ?? { phase: phase.name, kind: phase.kind, spanMs, panels: [] };
      phases.set(phase.name, chart);
      chart.spanMs = Math.max(chart.spanMs, spanMs);
      chart.panels.push(panelOf({ target, phase, samples: own, originMs, spanMs }));
    }
  }
  return [...phases.values()];
}
