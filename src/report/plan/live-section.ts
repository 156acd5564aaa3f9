import type { PlanResult } from '../../model/plan/plan-result.ts';
import { type LiveField, liveFields } from '../../text/live-fields.ts';
import { liveColumns, liveRecommendation, liveRow } from '../../text/live-row.ts';
import { html, type Markup } from '../page/markup.ts';
import { table } from '../page/table.ts';

/** How the value of a field is found in the plan. Without one, a change would have no effect. */
const valueIn: Readonly<Record<LiveField, (plan: PlanResult) => number | undefined>> = {
  averagePerSecond: ({ demand }) => demand.averagePerSecond,
  burst: ({ demand }) => demand.burst?.size ?? 0,
  cpuMs: (plan) => inputOf(plan, 'CPU per call'),
  waitMs: (plan) => inputOf(plan, 'waiting per call'),
  initMs: (plan) => initOf(plan),
};

/** Where the numbers of the table come from. */
const methods = {
  planned: 'These are the numbers of the plan above.',
  changed:
    'Calculated by closed forms for arrivals at random at these inputs, not the numbers of the plan: without recorded arrivals, and without the peak hours, bursts and latencies that the plan simulates. Whether an option carries the load is by closed forms, too.',
};

/** As a whole, or its CPU and waiting. */
function initOf(plan: PlanResult): number | undefined {
  const [cpu, wait] = [inputOf(plan, 'CPU of an init'), inputOf(plan, 'waiting of an init')];
  return inputOf(plan, 'init') ?? (cpu === undefined || wait === undefined ? undefined : cpu + wait);
}

const inputOf = ({ inputs }: PlanResult, name: string): number | undefined =>
  inputs.find((input) => input.name.endsWith(`: ${name}`))?.figure.value;

/** Hidden until the script of the page shows it: without a script, nothing would recalculate. */
export function liveSection(plan: PlanResult, inputs: unknown): Markup {
  const fields = Object.entries(liveFields).flatMap(([key, { label }]) => {
    const value = valueIn[key as LiveField](plan);
    if (value === undefined) return [];
    const input = html`<input type="number" step="any" name="${key}" value="${Number(value.toPrecision(4))}" inputmode="decimal" aria-describedby="live-${key}">`;
    return [html`<div><label>${label} ${input}</label><small class="problem" id="live-${key}"></small></div>`];
  });
  const rows = plan.options.map((option) => liveRow(option));
  const { option: best } = plan.recommendation;
  const month = plan.options.find(({ name }) => name === best)?.figures?.month;
  return html`<section class="live" hidden data-plan="${JSON.stringify(inputs)}" data-method="${methods.changed}"><h2>With other inputs</h2>
<form class="controls" novalidate>${fields}<button type="reset">Reset</button></form>
<p role="status" class="live-recommendation">${liveRecommendation(best, month?.usd)}</p>
${table({ caption: 'Options with these inputs', columns: [...liveColumns], rows })}
<p class="note live-method">${methods.planned}</p>
<p class="note">The browser calculates; nothing is sent. A rate changes the peak with it.</p></section>`;
}
