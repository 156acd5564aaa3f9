import { liveScript, liveScriptHash } from '../page/assets.ts';
import { type Content, html, trusted } from '../page/markup.ts';
import { documentOf, type HtmlDocument } from '../page/page.ts';

interface Subject {
  readonly name: string;
  readonly question: string;
}

/** The page that shows a run while it lasts. It asks for its own events and for nothing else. */
export const livePage = ({ name, question }: Subject): HtmlDocument =>
  documentOf(
    `${name} – rollcall, live`,
    html`<header>
<p class="eyebrow">rollcall run <span class="muted">live</span></p>
<h1>${name}</h1>
<p class="question">${question}</p>
</header>
<main class="live">
<section aria-label="State"><div id="live-state"><p><strong>connecting</strong></p></div><p id="live-said" class="unseen" role="status"></p>
${place('live-doubts')}</section>
<section aria-label="Figures so far"><div id="live-figures" class="scroll" role="group" tabindex="0" aria-label="Figures so far"></div></section>
<section aria-label="Swim lanes">${place('live-lanes')}</section>
<noscript><p class="note">This view needs its script. The report of the run does not: it is written when the run ends.</p></noscript>
</main>
<footer><p>When the run ends, this page becomes its report. <span id="live-skipped"></span></p></footer>`,
    { script: trusted(liveScript), hash: liveScriptHash, connects: true },
  );

const place = (id: string): Content => html`<div id="${id}"></div>`;
