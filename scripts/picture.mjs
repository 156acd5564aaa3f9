import { pathToFileURL } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

/** A picture of a report: verdict and tiles, then the lanes; what is between them is left to the report. */
export async function takePicture(report, path) {
  const browser = await chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: sparticuz.args.filter((flag) => flag !== '--single-process'),
    headless: true,
  });
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(report).href);
  await page.addStyleTag({ content: 'nav, .thresholds, .zoom, .tools, #lanes > p { display: none }' });
  const end = await page
    .locator('#lanes')
    .evaluate((section) => section.getBoundingClientRect().bottom + window.scrollY);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: 1100, height: Math.min(end, 2400) } });
  await browser.close();
}
