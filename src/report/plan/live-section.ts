import type { PlanResult } from '../../model/plan/plan-result.ts';
import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';

/** What can be changed on the page: the unit, and how the value is found in the plan. */
const controls = [
  { key: 'averagePerSecond', label: 'requests per second', of: ({ demand }: PlanResult) => demand.averagePerSecond },
  { key: 'burst', label: 'burst', of: ({ demand }: PlanResult) => demand.burst?.size ?? 0 },
  { key: 'cpuMs', label: 'CPU per call, ms', of: (plan: PlanResult) => inputOf(plan, 'CPU per call') },
  { key: 'waitMs', label: 'waiting per call, ms', of: (plan: PlanResult) => inputOf(plan, 'waiting per call') },
  { key: 'initMs', label: 'init, ms', of: (plan: PlanResult) => inputOf(plan, 'init') },
] as const;

const inputOf = ({ inputs }: PlanResult, name: string): number =>
  inputs.find((input) => input.name.endsWith(`: ${name}`))?.figure.value ?? 0;

/** Hidden until the script of the page shows it: without a script, nothing would recalculate. */
export function liveSection(plan: PlanResult, inputs: unknown): Markup {
  const fields = controls.map(({ key, label, of }) => {
    const value = Number(of(plan).toPrecision(4));
    return html`<label>${label} <input type="number" min="0" step="any" name="${key}" value="${value}" inputmode="decimal"></label>`;
  });
  const names = plan.options.filter(({ figures }) => figures !== undefined).map(({ name }) => name);
  const columns = [
    'option',
    'instances at the peak, p99',
    'in a burst',
    'p99 of a burst',
    '$ per month',
    'keeps all constraints',
  ];
  return html`<section class="live" hidden data-plan="${JSON.stringify(inputs)}"><h2>With other inputs</h2>
<form class="controls">${fields}<button type="reset">Reset</button></form>
<p role="status" class="live-recommendation"></p>
${table({ caption: 'Calculated on this page', columns, rows: names.map((name) => [name, '–', '–', '–', '–', '–']) })}
<p class="note">The same formulas as above, calculated in the browser; nothing is sent. A rate changes the peak with it.</p></section>`;
}
