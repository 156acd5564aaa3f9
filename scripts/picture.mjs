import { pathToFileURL } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

const size = { width: 1100, height: 500 };

/** The picture in the README: the finding of a report, and the lanes of its first phase with two targets side by side. */
export async function takePicture(report, path) {
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args.filter((flag) => flag !== '--single-process'),
    headless: true,
  });
  const page = await browser.newPage({ viewport: size, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.addStyleTag({ content: besides });
  await page.evaluate(() => {
    const kept = ['.finding', '#lanes figure'].map((name) => document.querySelector(name));
    document.body.replaceChildren(...kept);
  });
  await page.screenshot({ path, clip: { x: 0, y: 0, ...size } });
  await browser.close();
}

/** Both panels have the axis and begin at the same height. What serves a reader of the page only is left out. */
const besides = `
  body { margin: 0; max-width: none; padding: 16px 0 0; background: #fff }
  .finding { margin: 0 20px; max-width: none; font-size: 15px }
  .finding dd { font-size: inherit }
  figure { margin: 0; border: 0 !important; background: none }
  .wide { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; min-width: 0 }
  .wide .panel { margin: 0 }
  .wide .panel:first-child { order: 1 }
  .panel svg.bare { overflow: visible !important }
  .panel .bare .ticks text { display: inline !important }
  .panel .ticks text:nth-of-type(even) { display: none !important }
  .zoom, .tools, figure details, .here { display: none !important }
`;
