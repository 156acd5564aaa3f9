import type { RunResult } from '../../../model/run-result.ts';
import { connectingMs, type PartKind } from '../../../stats/service-time-parts.ts';
import { count, counted, ms, shown } from '../../../text/format.ts';
import { hashMark } from '../../../text/text-hash.ts';
import { partLegend, partNames } from '../../charts/legend.ts';
import { chartFigure, panel } from '../../page/chart-figure.ts';
import { instanceLabels, type LabelOf } from '../../page/instance-labels.ts';
import { type Content, html, type Markup } from '../../page/markup.ts';
import { describeOutcome } from '../../page/request-text.ts';
import { explained, left, table } from '../../page/table.ts';
import { targetName } from '../../page/target-name.ts';
import type { PageContext, Section } from '../section.ts';
import { drawFlight, partMs } from './draw.ts';
import { type Flight, type Staircase, type Step, staircases } from './flights.ts';

/** Rows of a table that a person may still read; the rest is in samples.ndjson. */
const mostRows = 200;

export const staircaseSection: Section = {
  id: 'staircase',
  label: 'Staircase',
  title: 'The staircase: what each request waited for',
  inDepth: true,
  // The swim lanes show the same parts of the same requests.
  folded: ({ result, samples }) => staircases(result, samples).every(({ flights }) => flights.every(isShort)),
  body: (context) => {
    const all = staircases(context.result, context.samples);
    if (all.length === 0) return undefined;
    return html`${all.map((staircase) => staircaseFigure(staircase, context))}
${explained(html`Every request of a burst, from fastest to slowest, and where its service time went. Steps that rise evenly are requests that queue for
the same resource. Init and handler time are as the instance reports them. CPU is the CPU time of the call where it had the process to
itself, otherwise that of its first synchronous section. Receiving runs from the first byte of the answer to the last. Queueing,
dispatch, and network are the rest, including process start. A new connection is opened before the send, so no part includes it:
the table has the time from when the request was due until the connection was open.`)}`;
  },
};

const isShort = ({ sent }: Flight): boolean => sent <= 10;

function staircaseFigure(staircase: Staircase, { result, draw }: PageContext): Markup {
  const { phase, flights, mostMs } = staircase;
  const kinds = new Set(flights.flatMap(({ steps }) => steps.flatMap(({ parts }) => parts.map(({ kind }) => kind))));
  const drawn = flights.map((flight) => {
    const steps = drawFlight(flight, mostMs, draw);
    return panel(targetName(result, flight.target), flightFacts(flight), steps);
  });
  return chartFigure({
    title: html`Phase ${phase} <span class="muted">${whichBurst(staircase)}</span>`,
    legend: partLegend(kinds),
    content: html`<div class="multiples">${drawn}</div>`,
    numbers: flights.map((flight) => stepsTable(flight, kinds, labelsAt(result, flight.target))),
  });
}

const whichBurst = ({ burst, bursts }: Staircase): string =>
  bursts === 1 ? 'its only burst' : `its largest burst, number ${burst + 1} of ${bursts}`;

const flightFacts = ({ sent, steps, neverSent }: Flight): string =>
  [
    `${counted(sent, 'request')}, ${ms(steps[0]?.serviceMs ?? 0)} to ${ms(steps.at(-1)?.serviceMs ?? 0)}`,
    ...(steps.length < sent ? [`${count(steps.length)} of them drawn`] : []),
    ...(neverSent > 0 ? [`${count(neverSent)} never sent`] : []),
  ].join(', ');

function stepsTable({ target, steps, sent }: Flight, kinds: ReadonlySet<PartKind>, labelOf: LabelOf): Markup {
  const own = (Object.keys(partNames) as PartKind[]).filter((kind) => kinds.has(kind));
  const opened = steps.some(({ sample }) => sample.connectedAtMs !== undefined);
  const rows = steps
    .slice(0, mostRows)
    .map((step): Content[] => [
      count(step.rank),
      ms(step.serviceMs),
      ...own.map((kind) => shown(partMs(step, kind), ms)),
      ...(opened ? [shown(connectingMs(step.sample), ms)] : []),
      whoAnswered(step, labelOf),
      describeOutcome(step.sample),
    ]);
  const caption = `${target}: requests by rank${rows.length < sent ? `, ${count(rows.length)} of ${count(sent)}; all are in samples.ndjson` : ''}`;
  const beforeSend = opened ? ['connecting (before the send)'] : [];
  const labels = ['rank', 'service time', ...own.map((kind) => partNames[kind]), ...beforeSend];
  return table({ caption, columns: [...labels, left('instance'), left('outcome')], rows, totalRows: sent });
}

function labelsAt({ targets }: RunResult, name: string): LabelOf {
  const target = targets.find((candidate) => candidate.name === name);
  return target === undefined ? hashMark : instanceLabels(target);
}

function whoAnswered({ sample: { identity } }: Step, labelOf: LabelOf): Content {
  if (identity === undefined) return '–';
  const call = identity.invocationId === undefined ? '' : ` invocation ${identity.invocationId}`;
  return html`<code title="${identity.instanceId}">${labelOf(identity.instanceId)}</code>${call}`;
}
