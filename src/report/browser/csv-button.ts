import { titleOf } from './tip.ts';

/**
 * A button beside every table that copies it as CSV (RFC 4180): raw numbers with the name of their metric, texts that a
 * spreadsheet would take for a formula with an apostrophe in front. Where the clipboard may not be used, the text is shown and selected.
 */
for (const table of document.querySelectorAll<HTMLTableElement>('table:has(> thead)')) {
  const tools = document.createElement('div');
  tools.className = 'tools';
  const button = document.createElement('button');
  button.type = 'button';
  const { total } = table.dataset;
  const rows = (count: number) => count.toLocaleString('en-US');
  const part = total && ` ${rows(table.tBodies[0]?.rows.length ?? 0)} of ${rows(Number(total))} rows`;
  button.textContent = `Copy${part ?? ''} as CSV`;
  button.setAttribute('aria-label', `${button.textContent}: ${table.caption?.textContent ?? ''}`);
  const status = document.createElement('span');
  status.setAttribute('role', 'status');
  button.addEventListener('click', () => copy(csvOf(table), status, tools));
  tools.append(status, button);
  (table.closest('.scroll') ?? table).before(tools);
}

async function copy(text: string, status: HTMLElement, tools: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    status.textContent = 'Copied';
    setTimeout(() => {
      status.textContent = '';
    }, 3000);
  } catch {
    status.textContent = 'Selected: copy it with the keyboard';
    offer(tools, text);
  }
}

function offer(tools: HTMLElement, text: string): void {
  const area = tools.querySelector('textarea') ?? document.createElement('textarea');
  Object.assign(area, { value: text, readOnly: true, rows: 4 });
  area.setAttribute('aria-label', 'CSV, ready to copy');
  tools.append(area);
  area.focus();
  area.select();
}

function csvOf(table: HTMLTableElement): string {
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const head = [...(table.tHead?.rows[0]?.cells ?? [])].map((cell, column) => {
    const metric = metricOf(rows, column);
    return quoted(harmless(cell.textContent.trim() + (metric ? ` [${metric}]` : '')));
  });
  const lines = [head, ...rows.map((row) => csvRow(row, table.matches('.by-row')))];
  return `${lines.map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}

/** @param named the row has one figure, and its name belongs to the label of the row */
function csvRow({ cells }: HTMLTableRowElement, named: boolean): string[] {
  const [label = '', ...values] = [...cells].map(csvCell);
  const metric = named ? dataOf(cells[1])?.dataset['metric']?.replace(place, '') : undefined;
  return [metric === undefined ? label : quoted(`${cells[0]?.textContent?.trim()} [${metric}]`), ...values];
}

/** What names the target of a metric, up to the phase or the instance, or before the group of metrics. */
const place =
  /^.*?\.(?:phases\.\d+\.|environments\.list\.\d+\.)|^targets\..*?\.(?=requests|environments|latencyMs|billing|utilization|memory|client|serverC|downstream)/;

/** The metric that all cells of a column have in common, without the target of each. */
function metricOf(rows: readonly HTMLTableRowElement[], column: number): string | undefined {
  const names = new Set(
    rows.flatMap(({ cells }) => dataOf(cells[column])?.dataset['metric']?.replace(place, '') ?? []),
  );
  return names.size === 1 ? [...names][0] : undefined;
}

function csvCell(cell: HTMLTableCellElement): string {
  const data = dataOf(cell);
  if (data) return quoted(data.value);
  if (cell.querySelector('.absent')) return '';
  // A short id has the whole one in its title; while the tip shows that, it has none.
  const id = cell.querySelector('code[title], code.marked');
  return quoted(harmless(id ? titleOf(id) : cell.textContent.trim()));
}

/** The number of a cell that has exactly one. */
function dataOf(cell: HTMLTableCellElement | undefined): HTMLDataElement | undefined {
  const [first, ...others] = cell?.querySelectorAll('data') ?? [];
  return others.length === 0 ? first : undefined;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const harmless = (text: string): string => (/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
