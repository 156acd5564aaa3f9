type Row = HTMLTableRowElement;

/** A run, and its rows: one for each target. */
interface RunRows {
  readonly head: Row;
  readonly rows: readonly Row[];
  /** That shows the facts about the whole run. */
  bearer: Row;
}

/** A form that hides the rows it does not name. */
export function filters(rows: readonly Row[]): HTMLElement {
  const runs = runsOf(rows);
  const form = document.createElement('form');
  form.className = 'filters';
  form.setAttribute('aria-label', 'Filter the runs');
  const scenario = choice(
    'Scenario',
    runs.map(({ head }) => head.dataset['scenario'] ?? ''),
  );
  const target = choice(
    'Target',
    rows.map((row) => row.dataset['target'] ?? ''),
  );
  const verdict = choice(
    'Verdict',
    runs.map(({ head }) => head.dataset['verdict'] ?? ''),
  );
  const since = document.createElement('input');
  since.type = 'date';
  const status = document.createElement('output');
  form.append(
    labeled('Scenario', scenario),
    labeled('Target', target),
    labeled('Verdict', verdict),
    labeled('Since', since),
    status,
  );
  const apply = () => {
    const shown = runs.filter((run) => {
      const { scenario: ofScenario, verdict: ofVerdict, day = '' } = run.head.dataset;
      const isNamed =
        matches(scenario, ofScenario) && matches(verdict, ofVerdict) && (since.value === '' || day >= since.value);
      return showRows(run, isNamed ? target.value : undefined) > 0;
    });
    status.textContent = `${shown.length} of ${runs.length} runs`;
    for (const figure of document.querySelectorAll<HTMLElement>('#trends figure'))
      figure.hidden = !matches(scenario, figure.dataset['scenario']);
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  status.textContent = `${runs.length} of ${runs.length} runs`;
  return form;
}

function runsOf(rows: readonly Row[]): RunRows[] {
  const runs: (RunRows & { rows: Row[] })[] = [];
  for (const row of rows) {
    if (row.dataset['scenario'] === undefined) runs.at(-1)?.rows.push(row);
    else runs.push({ head: row, rows: [row], bearer: row });
  }
  return runs;
}

const matches = ({ value }: HTMLSelectElement, own: string | undefined): boolean => value === all || value === own;

/** No name begins with a space. */
const all = ' ';

/** Facts about the whole run, with the link and the box, stand in the first row that is shown. */
function showRows(run: RunRows, target: string | undefined): number {
  const shown = run.rows.filter((row) => target !== undefined && (target === all || row.dataset['target'] === target));
  for (const row of run.rows) {
    row.hidden = !shown.includes(row);
    row.className = row === shown[0] ? 'first' : 'again';
    for (const cell of row.querySelectorAll('.of-run')) cell.classList.toggle('unseen', row !== shown[0]);
  }
  const [first] = shown;
  if (first !== undefined && first !== run.bearer) {
    exchange(first, run.bearer);
    run.bearer = first;
  }
  return shown.length;
}

function exchange(one: Row, other: Row): void {
  const cells = (row: Row) => [...row.querySelectorAll('.of-run')];
  const others = cells(other);
  for (const [index, cell] of cells(one).entries()) {
    const nodes = [...cell.childNodes];
    cell.replaceChildren(...(others[index]?.childNodes ?? []));
    others[index]?.replaceChildren(...nodes);
  }
}

function choice(name: string, values: readonly string[]): HTMLSelectElement {
  const select = document.createElement('select');
  const options = [...new Set(values)].filter((value) => value !== '').sort();
  for (const [value, text] of [[all, `all ${options.length}`], ...options.map((option) => [option, option])]) {
    const option = document.createElement('option');
    Object.assign(option, { value, textContent: text });
    select.append(option);
  }
  select.name = name.toLowerCase();
  return select;
}

function labeled(text: string, control: HTMLElement): HTMLLabelElement {
  const label = document.createElement('label');
  label.append(`${text} `, control);
  return label;
}
