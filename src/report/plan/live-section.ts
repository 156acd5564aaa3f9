import type { PlanResult } from '../../model/plan/plan-result.ts';
import { liveColumns, liveRecommendation, liveRow } from '../../text/live-row.ts';
import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';

/** What can be changed on the page: the unit, and how the value is found in the plan. */
const controls = [
  { key: 'averagePerSecond', label: 'requests per second', of: ({ demand }: PlanResult) => demand.averagePerSecond },
  { key: 'burst', label: 'burst', of: ({ demand }: PlanResult) => demand.burst?.size ?? 0 },
  { key: 'cpuMs', label: 'CPU per call, ms', of: (plan: PlanResult) => inputOf(plan, 'CPU per call') },
  { key: 'waitMs', label: 'waiting per call, ms', of: (plan: PlanResult) => inputOf(plan, 'waiting per call') },
  { key: 'initMs', label: 'init, ms', of: (plan: PlanResult) => initOf(plan) },
] as const;

/** Where the numbers of the table come from. */
const methods = {
  planned: 'These are the numbers of the plan above.',
  changed:
    'Calculated by closed forms for arrivals at random at these inputs, not the numbers of the plan: without recorded arrivals, and without the peak hours, bursts and latencies that the plan simulates.',
};

/** As a whole, or its CPU and waiting. */
const initOf = (plan: PlanResult): number =>
  inputOf(plan, 'init') || inputOf(plan, 'CPU of an init') + inputOf(plan, 'waiting of an init');

const inputOf = ({ inputs }: PlanResult, name: string): number =>
  inputs.find((input) => input.name.endsWith(`: ${name}`))?.figure.value ?? 0;

/** Hidden until the script of the page shows it: without a script, nothing would recalculate. */
export function liveSection(plan: PlanResult, inputs: unknown): Markup {
  const fields = controls.map(({ key, label, of }) => {
    const value = Number(of(plan).toPrecision(4));
    return html`<label>${label} <input type="number" min="0" step="any" name="${key}" value="${value}" inputmode="decimal"></label>`;
  });
  const rows = plan.options.flatMap((option) => {
    const row = liveRow(option);
    return row === undefined ? [] : [row];
  });
  const { option: best } = plan.recommendation;
  const month = plan.options.find(({ name }) => name === best)?.figures?.month;
  return html`<section class="live" hidden data-plan="${JSON.stringify(inputs)}" data-method="${methods.changed}"><h2>With other inputs</h2>
<form class="controls">${fields}<button type="reset">Reset</button></form>
<p role="status" class="live-recommendation">${liveRecommendation(best, month?.usd)}</p>
${table({ caption: 'Options with these inputs', columns: [...liveColumns], rows })}
<p class="note live-method">${methods.planned}</p>
<p class="note">The browser calculates; nothing is sent. A rate changes the peak with it.</p></section>`;
}
