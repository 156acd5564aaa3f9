/** The script of every page. It only adds to the page, and puts texts into it only as texts. */
import './tip.ts';
import './zoom.ts';
import './csv-button.ts';
import './legend.ts';
import './print-button.ts';
import './history.ts';
