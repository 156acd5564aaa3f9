import type { PlanInputs } from '../plan-inputs.ts';
import { recalculate } from './recalculate.ts';

/** The script of the page of a plan. It puts texts into the page only as texts. */
for (const section of document.querySelectorAll<HTMLElement>('section.live[data-plan]')) {
  const form = section.querySelector('form');
  const text = section.dataset['plan'];
  if (form === null || text === undefined) continue;
  const inputs = JSON.parse(text) as PlanInputs;
  const status = section.querySelector('.live-recommendation');
  const method = section.querySelector('.live-method');
  const rows = [...section.querySelectorAll('tbody tr')].map((row) => [...row.children]);
  // The page begins with the answers of the plan itself, and has them again when every input is as in the plan.
  const planned = {
    recommendation: status?.textContent ?? '',
    rows: rows.map((cells) => cells.map(({ textContent }) => textContent)),
    ...{ method: method?.textContent ?? '', values: JSON.stringify(valuesOf(form)) },
  };
  const show = () => {
    const values = valuesOf(form);
    const isAsPlanned = JSON.stringify(values) === planned.values;
    const answer = isAsPlanned ? planned : recalculate(inputs, values);
    if (status !== null) status.textContent = answer.recommendation;
    if (method !== null) method.textContent = isAsPlanned ? planned.method : (section.dataset['method'] ?? '');
    for (const [index, cells] of rows.entries())
      for (const [column, cell] of cells.entries()) cell.textContent = answer.rows[index]?.[column] ?? '';
  };
  form.addEventListener('input', show);
  // A form has its first values again only after the event.
  form.addEventListener('reset', () => setTimeout(show, 0));
  form.addEventListener('submit', (event) => event.preventDefault());
  section.hidden = false;
}

/** What cannot be read is 0, which the formulas refuse or leave out. */
function valuesOf(form: HTMLFormElement): Record<string, number> {
  const fields = [...form.querySelectorAll('input')];
  return Object.fromEntries(
    fields.map(({ name, valueAsNumber }) => [name, Number.isFinite(valueAsNumber) ? valueAsNumber : 0]),
  );
}
