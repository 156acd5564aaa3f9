import { hideTip } from './tip.ts';

/**
 * Charts of one time axis show the same part of it: drag across one to zoom all; a double click or Escape shows the whole. With the
 * keyboard: plus, minus, and shift with the arrows. The plot is in ms, so that zooming is another view of the same marks.
 */
interface TimePlot {
  readonly chart: SVGSVGElement;
  readonly plot: SVGSVGElement;
  readonly axis: string;
  readonly spanMs: number;
  readonly height: number;
}

interface View {
  readonly fromMs: number;
  readonly toMs: number;
}

const plots = [...document.querySelectorAll<SVGSVGElement>('svg.time svg.plot')].flatMap((plot): TimePlot[] => {
  const chart = plot.parentElement?.closest<SVGSVGElement>('svg.time');
  // Not `viewBox.baseVal`, whose numbers have 32 bits.
  const [, , spanMs = 0, height = 0] = plot.getAttribute('viewBox')?.split(' ').map(Number) ?? [];
  return chart ? [{ chart, plot, axis: chart.dataset['axis'] ?? '', spanMs, height }] : [];
});
const views = new Map(plots.map(({ axis, spanMs }) => [axis, { fromMs: 0, toMs: spanMs }]));

for (const plot of plots) {
  plot.chart.addEventListener('keydown', (event) => onKey(event, plot.axis));
  plot.chart.addEventListener('dblclick', () => showWhole(plot.axis));
  makeDraggable(plot);
}

for (const figure of new Set(plots.map(({ chart }) => chart.closest('figure')))) {
  const axis = figure?.querySelector<SVGElement>('svg.time')?.dataset['axis'] ?? '';
  figure?.querySelector('figcaption')?.append(buttonBar(axis));
}

function viewOf(axis: string): View {
  return views.get(axis) ?? { fromMs: 0, toMs: 0 };
}

function show(axis: string, fromMs: number, toMs: number): void {
  const own = plots.filter((plot) => plot.axis === axis);
  const spanMs = own[0]?.spanMs ?? 0;
  const lengthMs = Math.min(spanMs, Math.max(spanMs / 10_000, toMs - fromMs));
  const beginMs = Math.max(0, Math.min(spanMs - lengthMs, fromMs));
  const view = { fromMs: beginMs, toMs: beginMs + lengthMs };
  views.set(axis, view);
  for (const plot of own) {
    plot.plot.setAttribute('viewBox', [beginMs, 0, lengthMs, plot.height].join(' '));
    plot.chart.classList.toggle('zoomed', lengthMs < spanMs);
    drawTicks(plot, view);
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('.zoom button[data-zoom="0"]'))
    if (button.dataset['axis'] === axis) button.disabled = lengthMs >= spanMs;
}

const showWhole = (axis: string): void => show(axis, 0, Number.POSITIVE_INFINITY);

function zoom(axis: string, factor: number): void {
  const { fromMs, toMs } = viewOf(axis);
  const [middle, half] = [(fromMs + toMs) / 2, ((toMs - fromMs) / 2) * factor];
  show(axis, middle - half, middle + half);
}

function drawTicks({ chart, spanMs, height }: TimePlot, { fromMs, toMs }: View): void {
  const shownMs = toMs - fromMs;
  const step = roundStep(shownMs / 8);
  const ticks: SVGElement[] = [];
  // One that is too near to the end would be cut off.
  for (let index = Math.ceil(fromMs / step); index * step <= toMs - shownMs * 0.015; index += 1) {
    const x = `${((index * step - fromMs) / shownMs) * 100}%`;
    ticks.push(make('line', { x1: x, x2: x, y1: 4, y2: 4 + height }));
    ticks.push(make('text', { x, y: height + 21 }, instantText(index * step, spanMs, shownMs)));
  }
  chart.querySelector('.ticks')?.replaceChildren(...ticks);
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((step) => step * power >= least) ?? 10) * power;
}

/** As the drawing has it before it is zoomed, with the digits that tell neighboring ticks apart. */
function instantText(atMs: number, spanMs: number, shownMs: number): string {
  const [unit, unitMs] = spanMs >= 10_000 ? ['s', 1000] : ['ms', 1];
  const maximumFractionDigits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(shownMs / unitMs / 8))));
  return `${(atMs / unitMs).toLocaleString('en-US', { maximumFractionDigits })} ${unit}`;
}

function make(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name) as SVGElement;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = text;
  return element;
}

function onKey(event: KeyboardEvent, axis: string): void {
  const action = actionOf(event, axis);
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  hideTip();
  action();
}

function actionOf({ key, shiftKey }: KeyboardEvent, axis: string): (() => void) | undefined {
  const { fromMs, toMs } = viewOf(axis);
  const byMs = (toMs - fromMs) / 4;
  if (key === '+' || key === '=') return () => zoom(axis, 0.5);
  if (key === '-') return () => zoom(axis, 2);
  if (key === 'Escape' || key === '0') return () => showWhole(axis);
  if (key === 'ArrowLeft' && shiftKey) return () => show(axis, fromMs - byMs, toMs - byMs);
  if (key === 'ArrowRight' && shiftKey) return () => show(axis, fromMs + byMs, toMs + byMs);
  return undefined;
}

function makeDraggable({ chart, plot, axis, height }: TimePlot): void {
  let startMs: number | undefined;
  let band: SVGElement | undefined;
  const instantAt = ({ clientX }: PointerEvent): number => {
    const matrix = plot.getScreenCTM();
    const { fromMs, toMs } = viewOf(axis);
    return matrix ? Math.max(fromMs, Math.min(toMs, (clientX - matrix.e) / matrix.a)) : fromMs;
  };
  chart.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' || event.button !== 0) return;
    startMs = instantAt(event);
    event.preventDefault();
    chart.focus({ preventScroll: true });
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener('pointermove', (event) => {
    if (startMs === undefined) return;
    const nowMs = instantAt(event);
    if (band === undefined) {
      band = make('rect', { class: 'band', y: 0, height });
      plot.append(band);
    }
    band.setAttribute('x', String(Math.min(startMs, nowMs)));
    band.setAttribute('width', String(Math.abs(nowMs - startMs)));
  });
  const end = (event: PointerEvent): void => {
    if (startMs === undefined) return;
    const [fromMs, toMs] = [Math.min(startMs, instantAt(event)), Math.max(startMs, instantAt(event))];
    band?.remove();
    startMs = band = undefined;
    const view = viewOf(axis);
    // A shorter drag is a click.
    if (event.type !== 'pointerup' || toMs - fromMs <= (view.toMs - view.fromMs) / 200) return;
    hideTip();
    show(axis, fromMs, toMs);
  };
  chart.addEventListener('pointerup', end);
  chart.addEventListener('pointercancel', end);
}

function buttonBar(axis: string): HTMLElement {
  const bar = document.createElement('p');
  bar.className = 'zoom';
  const hint = document.createElement('span');
  hint.className = 'muted hint';
  hint.textContent = 'Drag to zoom';
  bar.append(button(axis, 0.5, 'Zoom in', 'Zoom in'), button(axis, 2, 'Zoom out', 'Zoom out'));
  bar.append(button(axis, 0, 'Reset', 'Reset to the whole time axis'), hint);
  return bar;
}

/** @param factor by which the axis shown becomes longer; 0: the whole. */
function button(axis: string, factor: number, text: string, label: string): HTMLButtonElement {
  const element = document.createElement('button');
  Object.assign(element, { type: 'button', textContent: text, title: label, disabled: factor === 0 });
  element.setAttribute('aria-label', label);
  Object.assign(element.dataset, { zoom: factor, axis });
  element.addEventListener('click', () => (factor === 0 ? showWhole(axis) : zoom(axis, factor)));
  return element;
}
