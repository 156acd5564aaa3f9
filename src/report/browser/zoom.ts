/**
 * Charts of one time axis show the same part of it: drag across one to zoom all, double click or Escape shows the whole,
 * with the keyboard plus, minus, and shift with the arrows. The plot is in ms, so zooming is another view of the same marks.
 */
export const zoomScript = `
const plots = [...document.querySelectorAll('svg.time svg.plot')].map((plot) => {
  const chart = plot.parentElement.closest('svg.time');
  const [, , span, height] = plot.getAttribute('viewBox').split(' ').map(Number);
  return { chart, plot, axis: chart.dataset.axis, span, height };
});
const views = new Map(plots.map(({ axis, span }) => [axis, { from: 0, to: span }]));

const words = (atMs, span, shown) => {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(shown / (span >= 10000 ? 1000 : 1) / 8))));
  const value = span >= 10000 ? atMs / 1000 : atMs;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits }) + (span >= 10000 ? ' s' : ' ms');
};

function make(name, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

function ticks({ chart, span, height }, { from, to }) {
  const least = (to - from) / 8;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = ([1, 2, 5].find((of) => of * power >= least) ?? 10) * power;
  const marks = [];
  for (let at = Math.ceil(from / step); at * step <= to - (to - from) * 0.015; at += 1) {
    const x = ((at * step - from) / (to - from)) * 100 + '%';
    marks.push(make('line', { x1: x, x2: x, y1: 4, y2: 4 + height }));
    marks.push(make('text', { x, y: height + 21 }, words(at * step, span, to - from)));
  }
  chart.querySelector('.ticks').replaceChildren(...marks);
}

function show(axis, from, to) {
  const own = plots.filter((plot) => plot.axis === axis);
  const { span } = own[0];
  const length = Math.min(span, Math.max(span / 10000, to - from));
  const begin = Math.max(0, Math.min(span - length, from));
  views.set(axis, { from: begin, to: begin + length });
  for (const item of own) {
    item.plot.setAttribute('viewBox', [begin, 0, length, item.height].join(' '));
    item.chart.classList.toggle('zoomed', length < span);
    ticks(item, views.get(axis));
  }
  for (const button of document.querySelectorAll('.zoom button[data-zoom="0"]'))
    if (button.dataset.axis === axis) button.disabled = length >= span;
}

function zoom(axis, factor) {
  const { from, to } = views.get(axis);
  const [middle, half] = [(from + to) / 2, ((to - from) / 2) * factor];
  show(axis, middle - half, middle + half);
}
const whole = (axis) => show(axis, 0, Infinity);

function keys(event, axis) {
  const { from, to } = views.get(axis);
  const by = (to - from) / 4;
  const acts = {
    '+': () => zoom(axis, 0.5), '=': () => zoom(axis, 0.5), '-': () => zoom(axis, 2),
    Escape: () => whole(axis), 0: () => whole(axis),
    ArrowLeft: event.shiftKey && (() => show(axis, from - by, to - by)),
    ArrowRight: event.shiftKey && (() => show(axis, from + by, to + by)),
  };
  if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  hideTip();
  acts[event.key]();
}

for (const { chart, plot, axis, height } of plots) {
  let start, band;
  const at = (event) => {
    const box = plot.getScreenCTM();
    const { from, to } = views.get(axis);
    return Math.max(from, Math.min(to, (event.clientX - box.e) / box.a));
  };
  chart.addEventListener('keydown', (event) => keys(event, axis));
  chart.addEventListener('dblclick', () => whole(axis));
  chart.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' || event.button !== 0) return;
    start = at(event);
    event.preventDefault();
    chart.focus({ preventScroll: true });
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener('pointermove', (event) => {
    if (start === undefined) return;
    const now = at(event);
    if (!band) plot.append((band = make('rect', { class: 'band', y: 0, height })));
    band.setAttribute('x', Math.min(start, now));
    band.setAttribute('width', Math.abs(now - start));
  });
  const end = (event) => {
    if (start === undefined) return;
    const [from, to] = [start, at(event)].sort((a, b) => a - b);
    band?.remove();
    start = band = undefined;
    const view = views.get(axis);
    if (event.type === 'pointerup' && to - from > (view.to - view.from) / 200) { hideTip(); show(axis, from, to); }
  };
  chart.addEventListener('pointerup', end);
  chart.addEventListener('pointercancel', end);
}

for (const figure of new Set(plots.map(({ chart }) => chart.closest('figure')))) {
  const { axis } = figure.querySelector('svg.time').dataset;
  const bar = document.createElement('p');
  bar.className = 'zoom';
  for (const [factor, text, label] of [[0.5, '+', 'Zoom in'], [2, '\\u2212', 'Zoom out'], [0, 'Whole', 'Show the whole time']]) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: text, title: label, disabled: factor === 0 });
    button.setAttribute('aria-label', label);
    Object.assign(button.dataset, { zoom: factor, axis });
    button.addEventListener('click', () => (factor === 0 ? whole(axis) : zoom(axis, factor)));
    bar.append(button);
  }
  const hint = document.createElement('span');
  hint.className = 'muted hint';
  hint.textContent = 'Drag to zoom, double click for the whole';
  bar.append(hint);
  figure.querySelector('figcaption').after(bar);
}
`;
