import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { type Format, mb, ms, plain } from '../../../text/format.ts';
import { cell } from '../../figures/figure.ts';
import { chartFigure, wide } from '../../page/chart-figure.ts';
import { targetClass } from '../../page/color.ts';
import { html, type Markup } from '../../page/markup.ts';
import { explained, table } from '../../page/table.ts';
import { indexOfTarget } from '../../page/target-name.ts';
import type { Section } from '../section.ts';
import { drawResources, type ResourceLine } from './draw-resources.ts';

type Key = 'rssMb' | 'cpus';

/** A target whose processes were scanned. */
interface Scanned {
  readonly target: TargetResult;
  readonly curve: NonNullable<TargetResult['resourceCurve']>;
  readonly originMs: number;
}

export const resourcesSection: Section = {
  id: 'resources',
  label: 'CPU and memory',
  title: 'CPU and memory over time',
  inDepth: true,
  body: ({ result }) => {
    const scanned = result.targets.flatMap((target): Scanned[] =>
      target.resourceCurve === undefined
        ? []
        : [{ target, curve: target.resourceCurve, originMs: originOf(target, target.resourceCurve) }],
    );
    if (scanned.length === 0) return undefined;
    return html`<div class="pair">${figureOf('CPUs in use', 'cpus', plain, scanned, result)}
${figureOf('Memory, sum of RSS', 'rssMb', mb, scanned, result)}</div>
${explained(html`Of all processes of a target, over its first load, from its begin. CPU is the mean since the scan before: frozen and idle processes
use none. Memory is the sum at a scan, which frozen environments keep. Linear between scans. Of more than 200 scans each point is the highest memory
and the mean of CPU of one of 200 equal stretches.`)}`;
  },
};

const originOf = ({ phases }: TargetResult, curve: Scanned['curve']): number =>
  Math.min(phases[0]?.startedAtMs ?? Number.POSITIVE_INFINITY, curve[0]?.atMs ?? 0);

function figureOf(
  title: string,
  key: Key,
  format: Format,
  scanned: readonly Scanned[],
  result: RunResult,
): Markup | undefined {
  const lines = scanned.flatMap(({ target, curve, originMs }): ResourceLine[] => {
    const points = curve.flatMap((step) => {
      const value = step[key];
      return value === undefined ? [] : [[step.atMs - originMs, value] as const];
    });
    const targetIndex = indexOfTarget(result, target.name);
    return points.length < 2 ? [] : [{ target: target.name, targetIndex, points }];
  });
  if (lines.length === 0) return undefined;
  const spanMs = Math.max(...scanned.map(({ curve, originMs }) => (curve.at(-1)?.atMs ?? 0) - originMs));
  const entries = lines.map(
    ({ target, targetIndex }) => html`<li><span class="line ${targetClass(targetIndex)}"></span>${target}</li>`,
  );
  return chartFigure({
    title,
    legend: entries,
    content: wide(title, drawResources(lines, { title, spanMs, format })),
    numbers: lines.map(({ target, points }) =>
      table({
        caption: `${target}: ${title}`,
        columns: ['after', title],
        rows: points.map(([atMs, value]) => [cell(atMs, ms), cell(value, format)]),
      }),
    ),
  });
}
