/** An element that has something to say: a mark of a drawing, a number, an id. */
export type MarkElement = HTMLElement | SVGElement;

export interface PlacedMark {
  readonly node: MarkElement;
  readonly box: DOMRect;
}

/**
 * The marks of a chart that are in view, from left to right; those of one place from top to bottom.
 * @param pointed counts as a mark although its title is not in the drawing at the moment.
 */
export function marksOf(chart: SVGElement, pointed: Element | undefined): PlacedMark[] {
  const shown = (chart.querySelector('svg.plot') ?? chart).getBoundingClientRect();
  return [...chart.querySelectorAll<SVGElement>('g, path, rect')]
    .filter((node) => node === pointed || titleIn(node) !== undefined)
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.right >= shown.left && box.left <= shown.right)
    .sort((a, b) => a.box.left - b.box.left || a.box.top - b.box.top);
}

/** Of several marks at one place from left to right, the nearest up and down. */
export function nearestMark(marks: readonly PlacedMark[], x: number, y: number): MarkElement | undefined {
  let nearest: MarkElement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const { node, box } of marks) {
    const beside = Math.max(0, box.left - x - 3, x - box.right - 3);
    const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const distance = beside + Math.abs(y - middleY) / 8 + Math.abs(x - middleX) / 1000;
    if (distance < least) [nearest, least] = [node, distance];
  }
  return nearest;
}

export const titleIn = (node: Element): Element | undefined =>
  [...node.children].find(({ localName }) => localName === 'title');
