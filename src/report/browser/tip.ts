import { type MarkElement, marksOf, nearestMark, titleIn } from './marks.ts';
import { meaningOf } from './meanings.ts';

/**
 * What a mark says, near the pointer, the finger or the focus. The words are those of its title, shown as text only. The title
 * is removed while the tip is visible, so that the browser does not show it as well.
 */
interface Shown {
  readonly node: MarkElement;
  /** In a drawing an element, elsewhere the value of the attribute. */
  readonly title: Element | string;
}

const tip = document.createElement('div');
tip.className = 'tip';
tip.setAttribute('role', 'status');
tip.hidden = true;
document.body.append(tip);

let shown: Shown | undefined;
/** The mark was reached with the keyboard. */
let keyed = false;

// A page that scrolls under a resting pointer does not move the pointer: a mark that the keyboard reached stays.
const onMove = ({ movementX, movementY }: PointerEvent) => {
  if (movementX || movementY) keyed = false;
};
document.addEventListener('pointermove', onMove, true);
document.addEventListener('pointerover', (event) => {
  if (event.pointerType !== 'touch' && !keyed) pointAt(event);
});
document.addEventListener('click', pointAt);
document.addEventListener('scroll', () => (keyed ? placeAtMark() : hideTip()), true);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') hideTip();
});

for (const chart of document.querySelectorAll<SVGElement>('svg.chart')) {
  if (!chart.querySelector('title')) continue;
  chart.setAttribute('tabindex', '0');
  chart.setAttribute('aria-roledescription', 'chart, arrow keys move between its marks');
  if (chart.querySelector('.place')) chart.classList.add('near');
  if (chart.matches('.near'))
    chart.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch' && !keyed && !event.buttons) pointNearest(chart, event);
    });
  chart.addEventListener('blur', hideTip);
  chart.addEventListener('keydown', (event) => {
    if (event.shiftKey || !['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    event.preventDefault();
    step(chart, event.key);
  });
}

export function hideTip(): void {
  if (!shown) return;
  const { node, title } = shown;
  node.classList.remove('marked');
  if (typeof title === 'string') node.setAttribute('title', title);
  else node.prepend(title);
  shown = undefined;
  keyed = false;
  tip.hidden = true;
}

/** The title of an element, also while it is removed. */
export const titleOf = (element: Element): string =>
  shown?.node === element ? String(shown.title) : (element.getAttribute('title') ?? '');

function pointAt(event: MouseEvent): void {
  const target = event.target as Element;
  const chart = target.closest<SVGElement>('svg.near');
  if (chart) pointNearest(chart, event);
  else if (!shown?.node.contains(target)) showTip(labeledAt(target), event.clientX, event.clientY);
}

/** Across a chart of curves or levels, whose marks are small. */
function pointNearest(chart: SVGElement, { clientX, clientY }: MouseEvent): void {
  const nearest = nearestMark(marksOf(chart, shown?.node), clientX, clientY);
  if (nearest === undefined) return;
  if (nearest === shown?.node) place(clientX, clientY);
  else showTip(labeledAt(nearest), clientX, clientY);
}

function step(chart: SVGElement, key: string): void {
  const marks = marksOf(chart, shown?.node);
  const last = marks.length - 1;
  const at = marks.findIndex(({ node }) => node === shown?.node);
  const to = key === 'Home' ? 0 : key === 'End' ? last : key === 'ArrowRight' ? at + 1 : at < 0 ? last : at - 1;
  const mark = marks[Math.max(0, Math.min(last, to))];
  if (mark === undefined) return;
  // The title of the mark before has to be back, should this be it.
  hideTip();
  showTip(labeledAt(mark.node), 0, 0);
  keyed = true;
  placeAtMark();
}

/** What the innermost element that has a title says. */
function labeledAt(target: Element): (Shown & { readonly words: string }) | undefined {
  for (let node: Element | null = target; node && node !== document.body; node = node.parentElement) {
    if (!(node instanceof HTMLElement || node instanceof SVGElement)) continue;
    const title = titleIn(node);
    if (title && node.closest('svg.chart')) return { node, title, words: title.textContent };
    if (node.matches('data.figure[title], code[title]')) {
      const words = node.getAttribute('title') ?? '';
      return { node, title: words, words: words + meaningOf(node.dataset['metric']) };
    }
  }
  return undefined;
}

function showTip(labeled: (Shown & { readonly words: string }) | undefined, x: number, y: number): void {
  hideTip();
  if (labeled === undefined) return;
  const { node, title, words } = labeled;
  shown = { node, title };
  node.classList.add('marked');
  if (typeof title === 'string') node.removeAttribute('title');
  else title.remove();
  tip.textContent = words;
  tip.hidden = false;
  place(x, y);
}

function place(x: number, y: number): void {
  const { width, height } = tip.getBoundingClientRect();
  const right = document.documentElement.clientWidth - width - 8;
  const below = y + 18;
  tip.style.left = `${Math.max(8, Math.min(right, x + 12))}px`;
  tip.style.top = `${below + height > innerHeight ? Math.max(8, y - height - 12) : below}px`;
}

/** Scrolling, which the focus may cause, does not separate the tip from a mark that was reached with the keyboard. */
function placeAtMark(): void {
  const box = shown?.node.getBoundingClientRect();
  if (box) place(Math.max(0, box.left), Math.min(innerHeight - 80, box.top));
}
