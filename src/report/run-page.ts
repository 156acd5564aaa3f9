import type { RunResult } from '../model/run-result.ts';
import { withToldInit } from '../stats/init-from-telemetry.ts';
import { count, counted } from '../text/format.ts';
import { loadCharts } from './charts/chart.ts';
import { glossaryTable } from './glossary/glossary.ts';
import { type Content, html, type Markup } from './page/markup.ts';
import { page } from './page/page.ts';
import { clientSection } from './sections/client.ts';
import { concurrencySection } from './sections/concurrency/concurrency.ts';
import { configurationSection } from './sections/configuration.ts';
import { costsSection } from './sections/costs/costs.ts';
import { environmentsSection } from './sections/environments.ts';
import { head } from './sections/head.ts';
import { lanesSection } from './sections/lanes/lanes.ts';
import { latencySection } from './sections/latency/latency.ts';
import { repeatsSection } from './sections/repeats.ts';
import { requestsSection } from './sections/requests.ts';
import type { Section } from './sections/section.ts';
import { staircaseSection } from './sections/staircase/staircase.ts';
import { tilesSection } from './sections/tiles.ts';
import type { Selection } from './selection/selection.ts';

/** The page from top to bottom. */
const sections: readonly Section[] = [
  tilesSection,
  lanesSection,
  staircaseSection,
  concurrencySection,
  latencySection,
  repeatsSection,
  costsSection,
  requestsSection,
  environmentsSection,
  clientSection,
  configurationSection,
];

/**
 * The report of a run as one HTML file: no request to anywhere, light and dark; its script only adds to what is there without. Every number carries its path
 * in `result.json` (`data-metric`) and its raw value (`data-value`). Whatever was measured or configured is text.
 */
export async function renderHtml(result: RunResult, selection: Selection): Promise<string> {
  const { samples, seen, notable } = selection;
  const context = {
    ...{ result, samples: withToldInit(result, samples), draw: await loadCharts() },
    ...(notable && { notable: { ...notable, samples: withToldInit(result, notable.samples) } }),
  };
  const shown = sections
    .map((section) => ({ ...section, body: section.body(context) }))
    .filter(({ body }) => body !== undefined);
  const title = 'What these numbers are';
  const glossary = glossaryTable([head(result), ...shown.map(({ body }) => html`${body}`)]);
  const all = [...shown, ...(glossary === undefined ? [] : [{ id: 'numbers', label: title, title, body: glossary }])];
  const content = html`${head(result)}
<nav aria-label="Sections"><ul>${all.map(({ id, label }) => html`<li><a href="#${id}">${label}</a></li>`)}</ul></nav>
<main>
${all.map((section) => sectionMarkup(section.id, section.title, section.body))}
</main>
<footer><p>Made by rollcall ${result.tool.version} from ${rawData(seen)}${drawnNote(samples.length, seen)}${missingNote(seen, result)} Hover a number for its name there, or read <a href="#numbers">what these numbers are</a>.</p></footer>`;
  return page(`${result.scenario.name} – rollcall`, content);
}

/** What is surely beside the page. */
const rawData = (seen: number): Markup =>
  seen === 0
    ? html`<a href="result.json">result.json</a>, which is beside this file.`
    : html`<a href="result.json">result.json</a> and <a href="samples.ndjson">samples.ndjson</a>, which are beside this file; <code>rollcall report --format data</code> makes Parquet and CSV of them there.`;

const drawnNote = (drawn: number, seen: number): string =>
  drawn === seen
    ? ''
    : ` Drawings show ${count(drawn)} of ${count(seen)} requests, every so many-th of the phases with the most; figures and tables are of all. Swim lanes add the first, the last and the longest request, cold starts, what failed, and all requests of some environments.`;

/** A file that was cut off, or one of another run. */
function missingNote(seen: number, { targets }: RunResult): string {
  const sent = targets.reduce((sum, { requests }) => sum + requests.sent, 0);
  if (seen === sent) return '';
  const held = seen === 0 ? 'No samples were there' : `There were samples of ${count(seen)}`;
  return ` ${held}, of ${counted(sent, 'request')} that result.json counts: drawings ${seen < sent ? 'lack the others' : 'may be of another run'}.`;
}

const sectionMarkup = (id: string, title: string, body: Content): Content =>
  html`<section id="${id}"><h2>${title}</h2>
${body}</section>
`;
