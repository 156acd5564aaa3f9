import { count, counted, elapsed, ms, usd } from '../../text/format.ts';
import { html, type Markup } from '../page/markup.ts';
import { liveFigures } from './live-figures.ts';
import { liveLanes } from './live-lanes.ts';
import type { LiveBill, LiveDoubt, LiveLoad, LiveSnapshot } from './snapshot.ts';

/** Markup by the id of the place on the page that it is shown in. A place that is not named stays as it is. */
export type LiveParts = Partial<
  Record<'live-state' | 'live-said' | 'live-figures' | 'live-doubts' | 'live-lanes', string>
>;

/** What each place shows now. */
export function liveParts(snapshot: LiveSnapshot): LiveParts {
  const { doing, phase, doubts } = snapshot;
  return {
    'live-state': stateOf(snapshot).toString(),
    'live-said': html`${doing}`.toString(),
    'live-figures': html`${phase && liveFigures(phase)}`.toString(),
    'live-doubts': html`${doubtList(doubts)}`.toString(),
    'live-lanes': html`${phase && liveLanes(phase)}`.toString(),
  };
}

function stateOf({ doing, left, phase, billed }: LiveSnapshot): Markup {
  const running = phase?.targets.find(({ runningMs }) => runningMs !== undefined);
  const facts = [
    ...(running?.runningMs === undefined ? [] : [elapsed(running.runningMs)]),
    ...(left === '' ? [] : [left]),
    ...(billed === undefined ? [] : [billWords(billed)]),
  ];
  return html`<p><strong>${doing}</strong> <span class="muted">${facts.join(', ')}</span></p>${running?.load && progress(running.load)}`;
}

const billWords = ({ ms: billedMs, usd: cost }: LiveBill): string =>
  `billed so far at least ${ms(billedMs)}${cost === undefined ? '' : ` (${usd(cost)})`}`;

/** Nothing of a load that only time ends. */
function progress({ expected, requests }: LiveLoad): Markup | undefined {
  if (expected === undefined) return undefined;
  const done = requests.sent + requests.notSent;
  const words = `${count(done)} of ${counted(expected, 'request')}`;
  return html`<progress max="${expected}" value="${done}" aria-label="${words} ended">${words}</progress>`;
}

function doubtList(doubts: readonly LiveDoubt[]): Markup | undefined {
  if (doubts.length === 0) return undefined;
  const items = doubts.map(
    ({ message, advice }) =>
      html`<li>${message}${advice === undefined ? undefined : html`<br><span class="muted">${advice}</span>`}</li>`,
  );
  return html`<div class="banner suspect"><p><strong>DOUBTS</strong> so far. The report judges the whole run.</p><ul>${items}</ul></div>`;
}
