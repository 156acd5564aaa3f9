type Row = HTMLTableRowElement;

/** A box beside every run that a command can name. Two chosen runs make a command: the older one is the baseline. */
export function offerComparison(main: HTMLElement, rows: readonly Row[]): void {
  const { folder } = main.dataset;
  const boxes = new Map(rows.flatMap((row) => boxOf(row) ?? []));
  if (folder === undefined || boxes.size < 2) return;
  const panel = document.createElement('section');
  panel.className = 'compare-two';
  panel.setAttribute('aria-label', 'Compare two runs');
  main.querySelector('#runs')?.before(panel);
  let chosen: HTMLInputElement[] = [];
  const show = () => {
    panel.replaceChildren(
      ...panelOf(
        main,
        chosen.flatMap((box) => boxes.get(box) ?? []),
      ),
    );
  };
  for (const box of boxes.keys())
    box.addEventListener('change', () => {
      chosen = box.checked ? [...chosen, box] : chosen.filter((one) => one !== box);
      // A third one takes the place of the first.
      for (const one of chosen.splice(0, Math.max(0, chosen.length - 2))) one.checked = false;
      show();
    });
  show();
}

function boxOf(row: Row): [[HTMLInputElement, Row]] | undefined {
  const { directory } = row.dataset;
  if (directory === undefined) return undefined;
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.setAttribute('aria-label', `Compare ${directory}`);
  row.cells[0]?.querySelector('.of-run')?.prepend(box);
  return [[box, row]];
}

function panelOf(main: HTMLElement, chosen: readonly Row[]): Node[] {
  const help = document.createElement('p');
  if (chosen.length < 2) {
    help.textContent = `Compare two runs: choose them by the boxes of the table (${chosen.length} of 2).`;
    return [help];
  }
  // The rows are newest first.
  const [baseline, candidate] = [...chosen].sort((a, b) => b.rowIndex - a.rowIndex);
  const file = `compare-${baseline?.dataset['name']}--${candidate?.dataset['name']}.html`;
  const { folder = '.', comparisons = '' } = main.dataset;
  const code = document.createElement('code');
  const paths = [
    baseline?.dataset['directory'],
    candidate?.dataset['directory'],
    folder === '.' ? file : `${folder}/${file}`,
  ];
  const [from = '', to = '', out = ''] = paths.map((path = '') => quoted(path));
  code.textContent = `rollcall compare ${from} ${to} --out ${out}`;
  if (comparisons.split(' ').includes(file)) help.append('Compared already: ', linkTo(file), '. To do so again:');
  else help.append('To compare them, with the older one as the baseline, run:');
  return [help, code, copyButton(code)];
}

function linkTo(file: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = encodeURIComponent(file);
  link.textContent = file;
  return link;
}

/** As one word of a POSIX shell, which no program takes for an option. */
function quoted(path: string): string {
  const word = path.startsWith('-') ? `./${path}` : path;
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function copyButton(code: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy the command');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = 'Copied';
    } catch {
      // Where the clipboard may not be used, the command is selected.
      getSelection()?.selectAllChildren(code);
      button.textContent = 'Selected: copy it with the keyboard';
    }
  });
  return button;
}
