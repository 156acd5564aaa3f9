import { absent } from '../../text/format.ts';
import { type LiveField, type LiveValues, liveFields, liveProblems } from '../../text/live-fields.ts';
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
    const isRefused = showProblems(form, values, inputs);
    const answer = isAsPlanned ? planned : isRefused ? blank(planned.rows) : recalculate(inputs, values);
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

const isField = (name: string): name is LiveField => name in liveFields;

/** Without what is empty or no number. */
function valuesOf(form: HTMLFormElement): LiveValues {
  const fields = [...form.querySelectorAll('input')];
  return Object.fromEntries(
    fields.flatMap(({ name, valueAsNumber }) => (Number.isFinite(valueAsNumber) ? [[name, valueAsNumber]] : [])),
  );
}

/** Each at its field. True: there is one. */
function showProblems(form: HTMLFormElement, values: LiveValues, { demand }: PlanInputs): boolean {
  const inputs = [...form.querySelectorAll('input')];
  const shown = inputs.map(({ name }) => name).filter(isField);
  const problems = liveProblems(shown, values, demand.burst?.everyMs);
  for (const input of inputs) {
    const problem = isField(input.name) ? problems[input.name] : undefined;
    input.setAttribute('aria-invalid', `${problem !== undefined}`);
    const message = form.querySelector(`#live-${input.name}`);
    if (message !== null) message.textContent = problem ?? '';
  }
  return Object.keys(problems).length > 0;
}

/** No figure stands beside inputs that are not those of it. */
const blank = (rows: readonly (readonly (string | null)[])[]) => ({
  recommendation: 'Not calculated: an input is refused.',
  rows: rows.map(([name, ...cells]) => [name, ...cells.map(() => absent)]),
});
