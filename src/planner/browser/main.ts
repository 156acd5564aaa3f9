import type { PlanInputs } from '../planned-option.ts';
import { recalculate } from './recalculate.ts';

/** The script of the page of a plan. It puts texts into the page only as texts. */
for (const section of document.querySelectorAll<HTMLElement>('section.live[data-plan]')) {
  const form = section.querySelector('form');
  const text = section.dataset['plan'];
  if (form === null || text === undefined) continue;
  const inputs = JSON.parse(text) as PlanInputs;
  const show = () => {
    const answer = recalculate(inputs, valuesOf(form));
    const status = section.querySelector('.live-recommendation');
    if (status !== null) status.textContent = answer.recommendation;
    const rows = section.querySelectorAll('tbody tr');
    for (const [index, cells] of answer.rows.entries())
      for (const [column, cell] of [...(rows[index]?.children ?? [])].entries()) cell.textContent = cells[column] ?? '';
  };
  form.addEventListener('input', show);
  // A form has its first values again only after the event.
  form.addEventListener('reset', () => setTimeout(show, 0));
  form.addEventListener('submit', (event) => event.preventDefault());
  section.hidden = false;
  show();
}

/** What cannot be read is 0, which the formulas refuse or leave out. */
function valuesOf(form: HTMLFormElement): Record<string, number> {
  const fields = [...form.querySelectorAll('input')];
  return Object.fromEntries(
    fields.map(({ name, valueAsNumber }) => [name, Number.isFinite(valueAsNumber) ? valueAsNumber : 0]),
  );
}
