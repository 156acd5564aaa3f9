import type { SheetContent } from './content.ts';
import type { Entry, SheetBlock } from './entry.ts';

/**
 * How much smaller the sheet has to be to print on one page of A4: 726 by 1,054 CSS pixels without margins. Its height is estimated from
 * the lines that its texts take in the sizes of print.css; smaller letters make lines longer, too.
 */
export function printZoom(content: SheetContent): number {
  const zooms = Array.from({ length: 41 }, (_, step) => 1 - step / 100);
  return zooms.find((zoom) => heightOf(content, page.width / zoom) * zoom <= page.height) ?? leastZoom;
}

const leastZoom = 0.6;
/** As estimated: a little more than the 1,054 there are, as the estimate is of full words. */
const page = { width: 726, height: 1060 };

/** Of letters in a bold headline, in text, in notes and in the lists. */
const size = {
  heading: { letter: 8.6, line: 20 },
  text: { letter: 5.2, line: 12.6 },
  row: { letter: 5.7, line: 13.6 },
  note: { letter: 4.05, line: 8.7 },
  list: { letter: 4.5, line: 9.7 },
} as const;

const gaps = { fixed: 250, block: 34, field: 26, heads: 10 };

function heightOf({ result, doubts, decision, blocks, risks, notes }: SheetContent, width: number): number {
  const half = width * 0.57;
  const texts = [doubts.join('; '), decision.beside ?? '', ...decision.conditions];
  return (
    gaps.fixed +
    lines(result.scenario.question, width, size.heading) +
    lines(decision.headline, width, size.heading) +
    sum(texts.map((text) => lines(text, width - 40, size.text))) +
    sum(blocks.map((block) => blockHeight(block, width))) +
    Math.max(
      sum(risks.map((block) => blockHeight(block, half))),
      sum(notes.map((block) => 18 + sum(textsOf(block).map((text) => lines(text, width - half - 30, size.list))))),
    )
  );
}

function blockHeight(block: SheetBlock, width: number): number {
  const note = block.note === undefined ? 0 : lines(block.note, width, size.note);
  if (block.kind === 'list') return 20 + sum(block.items.map((item) => lines(item, width, size.text)));
  if (block.kind === 'fields') return 18 + gaps.field;
  const heads = block.columns.length > 5 ? gaps.heads : 0;
  return gaps.block + heads + note + sum(block.rows.map((row) => rowHeight(row, block, width)));
}

/** Where the cells together are wider than the page, they take more lines. */
function rowHeight(
  row: readonly Entry[],
  { columns }: { readonly columns: readonly unknown[] },
  width: number,
): number {
  const letters = sum(row.map((entry) => lengthOf(entry) + 2));
  return Math.ceil((letters * size.row.letter) / Math.max(width, columns.length)) * size.row.line;
}

/** A drawing takes as much as a long word. */
function lengthOf(entry: Entry): number {
  if (typeof entry === 'string') return entry.length;
  if ('fill' in entry) return entry.fill.length;
  return 'text' in entry ? entry.text.length : 20;
}

const textsOf = (block: SheetBlock): readonly string[] => (block.kind === 'list' ? block.items : []);

const lines = (text: string, width: number, { letter, line }: { readonly letter: number; readonly line: number }) =>
  Math.ceil((text.length * letter) / width) * line;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
