/**
 * The list of runs: filters, and a command that compares two runs. The page shows every row without this script. A static page cannot run
 * a command, so it shows the one to run, and links to the page that it writes if that is there already.
 */

import { offerComparison } from './history-compare.ts';
import { filters } from './history-filters.ts';

const main = document.querySelector<HTMLElement>('main.history');
const runs = document.querySelector<HTMLElement>('#runs');
if (main && runs?.querySelector('tbody tr')) {
  const rows = [...runs.querySelectorAll<HTMLTableRowElement>('tbody tr')];
  offerComparison(main, rows);
  main.prepend(filters(rows));
}
