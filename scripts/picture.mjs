import { pathToFileURL } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

// The picture in the README, of a real run: node scripts/picture.mjs reports/RUN/report.html
const [, , report] = process.argv;
if (report === undefined) throw new Error('expected: the path of a report.html');

const browser = await chromium.launch({
  executablePath: await sparticuz.executablePath(),
  args: sparticuz.args.filter((flag) => flag !== '--single-process'),
  headless: true,
});
const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, colorScheme: 'light' });
await page.goto(pathToFileURL(report).href);
// Verdict and tiles, then the lanes; what is between them is left to the report.
await page.addStyleTag({ content: 'nav, .thresholds, .zoom, .tools, #lanes > p { display: none }' });
const end = await page.locator('#lanes').evaluate((section) => section.getBoundingClientRect().bottom + window.scrollY);
await page.screenshot({
  path: 'docs/report.png',
  fullPage: true,
  clip: { x: 0, y: 0, width: 1100, height: Math.min(end, 2400) },
});
await browser.close();
