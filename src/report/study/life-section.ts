import type { IdleLife } from '../../model/study/idle-life.ts';
import type { StudyResult } from '../../model/study/study-result.ts';
import { ms, percent } from '../../text/format.ts';
import type { Draw } from '../charts/chart.ts';
import { chartFigure, wide } from '../page/chart-figure.ts';
import { targetClass } from '../page/color.ts';
import { type Content, html, type Markup } from '../page/markup.ts';
import { left, table } from '../page/table.ts';
import { conclusion, intervalWords, modelWords, waitCells } from './idle-life.ts';
import { drawLife } from './life-chart.ts';

/** How long idle environments of each cell were kept. */
export function idleLifeSection({ cells, rounds }: StudyResult, draw: Draw): Content {
  const figures = cells.flatMap(({ id, idleLives = [] }) =>
    idleLives.map((life) => lifeFigure(rounds.length > 1 ? `${id}, ${life.round}` : id, life, draw)),
  );
  return figures.length === 0
    ? undefined
    : html`<section id="idle-life"><h2>Life of idle environments</h2>${figures}</section>`;
}

const lifeFigure = (name: string, life: IdleLife, draw: Draw): Markup =>
  chartFigure({
    title: `Environments that were still there: ${name}`,
    legend: html`<li>dot and line: share, with its 95% interval</li>${life.models.map(
      (model, index) => html`<li><span class="swatch ${targetClass(index)}"></span>${modelWords(model)}</li>`,
    )}`,
    content: wide(name, drawLife(life, name, draw)),
    numbers: html`${waitsTable(life)}${modelsTable(life)}`,
    note: conclusion(life),
  });

const waitsTable = ({ waits }: IdleLife): Markup =>
  table({
    caption: 'Environments after each wait',
    columns: ['wait', 'idle for', 'still there', 'gone', 'share', '95% interval'],
    rows: waits.map((wait) => [ms(wait.waitMs), ...waitCells(wait)]),
  });

const modelsTable = ({ models }: IdleLife): Markup =>
  table({
    caption: 'Models that the environments allow',
    columns: ['model', left('95% interval'), 'AIC', 'weight'],
    rows: models.map((model) => [
      modelWords(model),
      intervalWords(model),
      ...[model.aic.toFixed(1), percent(model.weight)],
    ]),
  });
