/**
 * A button beside every table that copies it as CSV (RFC 4180): raw numbers with the name of their metric, texts that a
 * spreadsheet would take for a formula with an apostrophe before them. Where the clipboard may not be used, the text is
 * shown and selected.
 */
export const csvScript = `
const quoted = (text) => (/[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
const harmless = (text) => (/^\\s*[=+\\-@\\t\\r]/.test(text) ? "'" + text : text);
const dataOf = (cell) => { const all = cell.querySelectorAll('data'); return all.length === 1 ? all[0] : undefined; };

function csvCell(cell) {
  const data = dataOf(cell);
  if (data) return quoted(data.value);
  if (cell.querySelector('.absent')) return '';
  const id = cell.querySelector('code[title]');
  const words = id ? (marked === id ? hidden : id.title) : cell.textContent.trim();
  return quoted(harmless(words));
}

/** The metric that all cells of a column have in common, without the target that each is of. */
function metricOf(table, column) {
  const names = [...table.tBodies[0].rows].flatMap((row) => {
    const metric = dataOf(row.cells[column])?.dataset.metric;
    return metric ? [metric.replace(/^.*?\\.(?:phases\\.\\d+\\.|environments\\.list\\.\\d+\\.)|^targets\\..*?\\.(?=requests|environments|latencyMs|billing|utilization|memory|client|serverC|downstream)/, '')] : [];
  });
  return names.length > 0 && new Set(names).size === 1 ? names[0] : undefined;
}

function csvOf(table) {
  const head = [...table.tHead.rows[0].cells].map((cell, column) => {
    const metric = metricOf(table, column);
    return quoted(harmless(cell.textContent.trim() + (metric ? ' [' + metric + ']' : '')));
  });
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(csvCell));
  return [head, ...rows].map((row) => row.join(',')).join('\\r\\n') + '\\r\\n';
}

function offer(tools, text) {
  const area = tools.querySelector('textarea') ?? document.createElement('textarea');
  Object.assign(area, { value: text, readOnly: true, rows: 4 });
  area.setAttribute('aria-label', 'CSV, ready to copy');
  tools.append(area);
  area.focus();
  area.select();
}

for (const table of document.querySelectorAll('table:has(> thead)')) {
  const tools = document.createElement('div');
  tools.className = 'tools';
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: 'Copy as CSV' });
  button.setAttribute('aria-label', 'Copy as CSV: ' + (table.caption?.textContent ?? ''));
  const said = document.createElement('span');
  said.setAttribute('role', 'status');
  button.addEventListener('click', async () => {
    const text = csvOf(table);
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = 'Copied';
      setTimeout(() => { said.textContent = ''; }, 3000);
    } catch {
      said.textContent = 'Selected: copy it with the keyboard';
      offer(tools, text);
    }
  });
  tools.append(said, button);
  (table.closest('.scroll') ?? table).before(tools);
}
`;
