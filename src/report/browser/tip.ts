/**
 * What a mark says, near the pointer, the finger or the focus. The words are those of the `title` in the drawing, shown as
 * text only. The title is taken away while the tip is there, so that the browser does not show it as well.
 */
export const tipScript = `
const tip = document.createElement('div');
tip.className = 'tip';
tip.setAttribute('role', 'status');
tip.hidden = true;
document.body.append(tip);
let marked, hidden, keyed;

function wordsOf(element) {
  for (let node = element; node && node !== document.body; node = node.parentElement) {
    const title = [...node.children].find((child) => child.localName === 'title');
    if (title && node.closest('svg.chart')) return { node, title, words: title.textContent };
    if (node.matches('data.figure[title], code[title]')) return { node, words: node.title + meaningOf(node.dataset.metric) };
  }
}

/** What the table of all metrics at the end of the page says of it: the longest end of the path that is in there. */
const meanings = new Map(
  [...document.querySelectorAll('#numbers tr:has([data-of])')].map((row) => {
    const [unit, how, source] = [...row.querySelectorAll('td')].map((cell) => cell.textContent);
    return [row.querySelector('[data-of]').dataset.of, [how, unit && 'in ' + unit, source && 'source: ' + source].filter(Boolean).join('; ')];
  }),
);

function meaningOf(metric) {
  const steps = (metric ?? '').replace(/\\.\\d+(?=\\.|$)/g, '[]').split('.');
  const found = steps.map((_, index) => meanings.get(steps.slice(index).join('.'))).find(Boolean);
  return found ? '\\n' + found : '';
}

function showTip(found, x, y) {
  hideTip();
  marked = found.node;
  marked.classList.add('marked');
  tip.textContent = found.words;
  if (found.title) { hidden = found.title; found.title.remove(); }
  else { hidden = marked.title; marked.removeAttribute('title'); }
  tip.hidden = false;
  place(x, y);
}

function place(x, y) {
  const box = tip.getBoundingClientRect();
  const right = document.documentElement.clientWidth - box.width - 8;
  tip.style.left = Math.max(8, Math.min(right, x + 12)) + 'px';
  tip.style.top = (y + 18 + box.height > innerHeight ? Math.max(8, y - box.height - 12) : y + 18) + 'px';
}

function hideTip() {
  if (!marked) return;
  marked.classList.remove('marked');
  if (typeof hidden === 'string') marked.title = hidden;
  else marked.prepend(hidden);
  marked = hidden = keyed = undefined;
  tip.hidden = true;
}

const point = (event) => {
  if (event.target.closest('svg.near')) return pointNearest(event);
  const found = marked && marked.contains(event.target) ? undefined : wordsOf(event.target);
  if (found) showTip(found, event.clientX, event.clientY);
  else if (!marked || !marked.contains(event.target)) hideTip();
};
// A page that scrolls under a pointer at rest is no reason to leave a mark that the keyboard is at.
document.addEventListener('pointermove', (event) => { if (event.movementX || event.movementY) keyed = false; }, true);
document.addEventListener('pointerover', (event) => { if (event.pointerType !== 'touch' && !keyed) point(event); });
document.addEventListener('click', point);
document.addEventListener('scroll', () => { if (keyed && marked) placeAtMark(); else hideTip(); }, true);
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hideTip(); });

/** Marks of a drawing from left to right, those of one place from top to bottom. */
function marksOf(chart) {
  const marks = [...chart.querySelectorAll('g, path, rect')].filter(
    (node) => node === marked || [...node.children].some((child) => child.localName === 'title'),
  );
  const shown = chart.querySelector('svg.plot')?.getBoundingClientRect() ?? chart.getBoundingClientRect();
  return marks
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.right >= shown.left && box.left <= shown.right)
    .sort((a, b) => a.box.left - b.box.left || a.box.top - b.box.top);
}

/** Across a chart of curves or levels: what is nearest from left to right; of several, what is nearest up and down. */
function pointNearest({ target, clientX: x, clientY: y }) {
  const near = ({ box }) => {
    const apart = Math.max(0, box.left - x - 3, x - box.right - 3);
    return apart + (Math.abs(y - (box.top + box.bottom) / 2)) / 8 + Math.abs(x - (box.left + box.right) / 2) / 1000;
  };
  const all = marksOf(target.closest('svg.near')).map((mark) => ({ node: mark.node, far: near(mark) }));
  const best = all.reduce((one, other) => (one && one.far <= other.far ? one : other), undefined);
  if (best && best.node !== marked) showTip(wordsOf(best.node), x, y);
  else if (best) place(x, y);
}

function step(chart, key) {
  const marks = marksOf(chart);
  if (marks.length === 0) return;
  const at = marks.findIndex(({ node }) => node === marked);
  const to = { ArrowRight: at + 1, ArrowLeft: at < 0 ? marks.length - 1 : at - 1, Home: 0, End: marks.length - 1 }[key];
  const { node } = marks[Math.max(0, Math.min(marks.length - 1, to))];
  hideTip();
  showTip(wordsOf(node), 0, 0);
  keyed = true;
  placeAtMark();
}

/** Scrolling, which the focus may cause, does not part the tip from a mark that was reached with the keyboard. */
function placeAtMark() {
  const box = marked.getBoundingClientRect();
  place(Math.max(0, box.left), Math.min(innerHeight - 80, box.top));
}

for (const chart of document.querySelectorAll('svg.chart')) {
  if (!chart.querySelector('title')) continue;
  chart.setAttribute('tabindex', '0');
  if (chart.querySelector('.place')) chart.classList.add('near');
  if (chart.matches('.near'))
    chart.addEventListener('pointermove', (event) => { if (event.pointerType !== 'touch' && !keyed && !event.buttons) pointNearest(event); });
  chart.setAttribute('aria-roledescription', 'chart, arrow keys go through its marks');
  chart.addEventListener('blur', hideTip);
  chart.addEventListener('keydown', (event) => {
    if (event.shiftKey || !['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    step(chart, event.key);
  });
}
`;
