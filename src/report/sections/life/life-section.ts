import { concurrencyModels, modelKindOf } from '../../../concurrency/models.ts';
import type { RunResult, TargetResult } from '../../../model/run-result.ts';
import { kindNamed } from '../../../target-kinds/target-kinds.ts';
import { count, counted, ms, percent } from '../../../text/format.ts';
import { partLegend } from '../../charts/legend.ts';
import { cell } from '../../figures/figure.ts';
import { instanceWord } from '../../figures/headlines.ts';
import { chartFigure, panel, wide } from '../../page/chart-figure.ts';
import { instanceLabels } from '../../page/instance-labels.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { scenarioTarget } from '../../page/scenario-target.ts';
import { explained, table } from '../../page/table.ts';
import { indexOfTarget, targetName } from '../../page/target-name.ts';
import type { Section } from '../section.ts';
import { drawLives, useName } from './draw-lives.ts';
import type { Life } from './life.ts';
import { type TargetLives, targetLives } from './target-lives.ts';

export const lifeSection: Section = {
  id: 'life',
  label: 'Life',
  title: 'How an instance spends its life',
  inDepth: true,
  body: ({ result, samples, notable }) => {
    const all = targetLives(result, samples, notable);
    if (all.length === 0) return undefined;
    const kinds = new Set(all.flatMap((own) => own.all.uses.map(({ kind }) => kind)));
    const parts = new Set([...kinds].filter((kind) => kind !== 'idle'));
    const idle = [...new Set(all.map(({ target }) => idleWord(result, target)))].sort();
    const drawn = all.map((own) =>
      panel(targetName(result, own.target.name), facts(own, idleWord(result, own.target)), [
        drawLives(own, {
          targetIndex: indexOfTarget(result, own.target.name),
          idle: idleWord(result, own.target),
          bare: own !== all.at(-1),
        }),
      ]),
    );
    return html`${chartFigure({
      title: html`Share of life <span class="muted">of all instances, and of the busiest, a middling, and the idlest</span>`,
      legend: partLegend(
        parts,
        html`${idle.map((word) => html`<li><span class="swatch ${word}"></span>${word}</li>`)}`,
      ),
      content: wide('How an instance spends its life', drawn),
      numbers: all.map((own) => livesTable(own, idleWord(result, own.target))),
    })}
${explained(html`An instance lives from its first request to its last answer; an environment of the embedded Lambda to the end of the load if
none was stopped, and a process of a server throughout the load. Frozen: no request, and the platform stops its processes. Idle: no
request, and its processes go on. Where requests overlap in an instance, waiting is the time with at least one request and no CPU work of
a call; queueing within it is a part of that.`)}`;
  },
};

/** Environments of one request at a time are frozen between their requests, in the embedded Lambda as in Lambda. */
function idleWord(result: RunResult, { name, kind }: TargetResult): 'frozen' | 'idle' {
  const known = kindNamed(kind);
  if (known?.where === 'deployed') return 'frozen';
  const spec = scenarioTarget(result, name);
  const model = modelKindOf(spec['model']);
  return spec['freeze'] === true && model !== undefined && concurrencyModels[model].takesOneCall ? 'frozen' : 'idle';
}

function facts({ target, all, instances, isEstimated }: TargetLives, idle: string): string {
  const { one, many } = instanceWord(target);
  const shares = all.uses
    .filter(({ ms: used }) => used >= all.lifeMs / 1000)
    .map(({ kind, ms: used }) => `${useName(kind, idle)} ${percent(used / all.lifeMs)}`);
  const estimate = isEstimated ? '; CPU is estimated from the requests at hand' : '';
  return `${counted(instances, one, many)}, ${ms(all.lifeMs)} of life: ${shares.join(', ')}${estimate}`;
}

/** More rows than this are in result.json and samples.ndjson. */
const mostRows = 100;

function livesTable({ target, all, lives, instances }: TargetLives, idle: string): Markup {
  const labelOf = instanceLabels(target);
  const kinds = all.uses.map(({ kind }) => kind);
  const rows = lives.slice(0, mostRows);
  const rowOf = (name: Content, { requests, lifeMs, uses }: Life): Content[] => [
    ...[name, cell(requests, count), cell(lifeMs, ms)],
    ...kinds.map((kind) => cell(uses.find((use) => use.kind === kind)?.ms ?? 0, ms)),
  ];
  const sums = instances > 1 ? [rowOf('all', all)] : [];
  const part = rows.length < instances ? `, ${count(rows.length)} of ${count(instances)}` : '';
  return table({
    caption: `${target.name}: time of each instance, the busiest first${part}`,
    columns: ['instance', 'requests', 'life', ...kinds.map((kind) => useName(kind, idle))],
    rows: [
      ...sums,
      ...rows.map((life) => rowOf(html`<code title="${life.instanceId}">${labelOf(life.instanceId)}</code>`, life)),
    ],
    totalRows: instances + sums.length,
  });
}
