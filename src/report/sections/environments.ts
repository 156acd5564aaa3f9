import type { EnvironmentLife } from '../../model/measures.ts';
import { numberAt } from '../../model/number-path.ts';
import type { RunResult, TargetResult } from '../../model/run-result.ts';
import { count, counted, mb, ms } from '../../text/format.ts';
import { cell, figure } from '../figures/figure.ts';
import { type FigureColumn, figuresOf, labelsOf } from '../figures/figure-table.ts';
import { instanceWord } from '../figures/headlines.ts';
import { probeWarnings } from '../figures/probe.ts';
import { warmedNotes } from '../figures/warmed.ts';
import { instanceLabels } from '../page/instance-labels.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { folded, table } from '../page/table.ts';
import { targetName } from '../page/target-name.ts';
import type { Section } from './section.ts';

/** Longer lists are folded up; of very long ones the rest is in result.json. Only the first rows have the names of their metrics. */
const foldedFrom = 16;
const mostRows = 1000;
const mostNamed = 100;

export const environmentsSection: Section = {
  id: 'environments',
  label: 'Instances',
  title: 'Every instance that answered',
  folded: () => true,
  body: ({ result }) => html`${result.targets.map((target) => roll(result, target))}
<p class="note">Times are relative to the start of the run. Busy is the time with at least one request in the instance. Hover over an id
to see all of it.</p>`,
};

function roll(result: RunResult, target: TargetResult): Markup {
  const { list } = target.environments;
  const { one, many } = instanceWord(target);
  const title = html`<h3>${targetName(result, target.name)} <span class="muted">${counted(list.length, one, many)}</span></h3>`;
  const notes = [...warmedNotes(target), ...probeNotes(target)].map((note) => html`<p class="note">${note}</p>`);
  if (list.length === 0) return html`${title}${notes}<p class="muted">No answer identified its instance.</p>`;
  const rows = environmentsTable(target);
  return html`${title}${notes}${list.length < foldedFrom ? rows : folded(`All ${count(Math.min(list.length, mostRows))}`, rows)}`;
}

const probeNotes = ({ probe }: TargetResult): string[] =>
  probe === undefined ? [] : probeWarnings(probe).map((warning) => `Before the run: ${warning}.`);

const restore: FigureColumn<EnvironmentLife> = ['restore', 'restoreMs', ms, 'not restored'];

const times: readonly FigureColumn<EnvironmentLife>[] = [
  ['init', 'initMs', ms, 'not reported'],
  ['first seen', 'firstSeenAtMs', ms],
  ['last seen', 'lastSeenAtMs', ms],
  ['busy', 'busyMs', ms],
  ['peak concurrency', 'peakInFlight', count],
  ['peak RSS', 'peakRssMb', mb, 'not reported'],
];

function environmentsTable(target: TargetResult): Markup {
  const { list } = target.environments;
  const labelOf = instanceLabels(target);
  const columns = list.some(({ restoreMs }) => restoreMs !== undefined) ? [restore, ...times] : times;
  const rest =
    list.length > mostRows ? `; the first ${count(mostRows)} of ${count(list.length)}, all are in result.json` : '';
  return table({
    caption: `In the order in which they were first seen${rest}`,
    columns: ['instance', 'calls', 'start', ...labelsOf(columns)],
    rows: list.slice(0, mostRows).map((life, index) => {
      const scope = { path: `targets.${target.name}.environments.list.${index}`, of: life };
      return [
        html`<code title="${life.instanceId}" data-instance="${life.instanceId}">${labelOf(life.instanceId)}</code>`,
        figure(scope, 'invocations', count),
        startTag(life.coldStart),
        ...(index < mostNamed ? figuresOf<EnvironmentLife>(scope, columns) : bareFigures(life, columns)),
      ];
    }),
    totalRows: list.length,
  });
}

/** A third as long. */
const bareFigures = (life: EnvironmentLife, columns: readonly FigureColumn<EnvironmentLife>[]): Markup[] =>
  columns.map(([, path, format]) => cell(numberAt(life, path), format));

function startTag(coldStart: boolean | undefined): Content {
  if (coldStart === undefined) return 'not reported';
  return coldStart ? html`<span class="tag cold">cold</span>` : html`<span class="tag">warm</span>`;
}
