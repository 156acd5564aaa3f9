import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { html } from '../../../src/report/page/markup.ts';
import { page as pageAround } from '../../../src/report/page/page.ts';
import { bar } from '../../../src/report/sections/costs/bar.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { pagesInBrowser } from './browser.ts';

const openPage = pagesInBrowser();

type Rgb = readonly [number, number, number];

/** Two parts that meet in a bar, from the page: their fills, the strokes of the lines between them, and of the hatch over each. */
interface Meeting {
  readonly names: readonly [string, string];
  readonly fills: readonly [string, string];
  readonly edges: readonly string[];
  readonly hatches: readonly (string | null)[];
}

const meetings = async (page: Page): Promise<Meeting[]> =>
  page.evaluate(`{
    const style = (element, name) => getComputedStyle(element)[name];
    const found = [];
    for (const svg of document.querySelectorAll('svg.life, svg.bar:not(.tornado *)')) {
      let before;
      for (const child of svg.children) {
        // Drawn over both parts, so behind the second one.
        if (child.matches('line.edge')) found.at(-1).edges.push(style(child, 'stroke'));
        const rect = child.matches('g.mark') ? child.querySelector('rect') : null;
        if (rect === null) continue;
        const hatch = child.querySelector('line');
        const part = { name: rect.classList[0], y: rect.getAttribute('y'), fill: style(rect, 'fill'), hatch: hatch && style(hatch, 'stroke') };
        if (before && before.y === part.y) found.push({ names: [before.name, part.name], fills: [before.fill, part.fill], edges: [], hatches: [before.hatch, part.hatch] });
        before = part;
      }
    }
    found;
  }`);

const rgb = (text: string): Rgb => {
  const [r = Number.NaN, g = Number.NaN, b = Number.NaN] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
};

/** As `grayscale(1)` of CSS and a printer without colors make it. */
const gray = ([r, g, b]: Rgb): Rgb => {
  const level = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [level, level, level];
};

/** Of WCAG 2. */
function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((one) =>
    one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** By itself, or by a line between both that differs from the one beside a second line that differs from the other. */
function differs({ fills, edges }: Meeting, seen: (color: Rgb) => Rgb): boolean {
  const [a, b] = [seen(rgb(fills[0])), seen(rgb(fills[1]))];
  const lines = edges.map((edge) => seen(rgb(edge)));
  const clear = (part: Rgb) => lines.some((line) => contrast(part, line) >= 3);
  return contrast(a, b) >= 3 || (clear(a) && clear(b));
}

const hatchDiffers = ({ fills, hatches }: Meeting, seen: (color: Rgb) => Rgb): boolean =>
  hatches.every((hatch, index) => hatch === null || contrast(seen(rgb(hatch)), seen(rgb(fills[index] ?? ''))) >= 3);

const looks = ['cpu', 'held', 'queue', 'waiting', 'init', 'handler', 'service', 'receive', 'failed'];

/** Of every two looks, in either order, a bar. */
const everyPair = (): string => {
  const pairs = looks.flatMap((one) => looks.filter((other) => other !== one).map((other) => [one, other]));
  const bars = pairs.map((pair) =>
    bar(
      pair.map((look) => ({ share: 0.5, look, title: look })),
      pair.join(' and '),
    ),
  );
  return pageAround('bars', html`<main>${bars}</main>`);
};

const media = [
  ['light', 'screen', 'in color', (color: Rgb) => color],
  ['dark', 'screen', 'in color', (color: Rgb) => color],
  ['light', 'print', 'in gray', gray],
  ['dark', 'print', 'in gray', gray],
] as const;

it.each(media)('parts of time that meet have a contrast of 3:1, or an edge has it: %s, %s, %s', async (...medium) => {
  const [colorScheme, kind, , seen] = medium;
  for (const [text, least] of [
    [everyPair(), 72],
    [await pageOf(sharedRun()), 10],
  ] as const) {
    await using watched = await openPage(text, { colorScheme, viewport: { width: 1280, height: 900 } });
    await watched.page.emulateMedia({ media: kind });
    const found = await meetings(watched.page);
    expect(found.length).toBeGreaterThanOrEqual(least);
    const alike = found.filter((meeting) => !differs(meeting, seen) || !hatchDiffers(meeting, seen));
    expect(alike.map(({ names }) => names.join(', '))).toEqual([]);
  }
});

it.each(media)('many requests at once have stripes, which queueing has not: %s, %s, %s', async (...medium) => {
  const [colorScheme, kind, , seen] = medium;
  await using watched = await openPage(await pageOf(sharedRun()), { colorScheme });
  await watched.page.emulateMedia({ media: kind });
  const [stripes, shared, lanes] = (await watched.page.evaluate(`[
    getComputedStyle(document.querySelector('#lanes .stripes')).stroke,
    getComputedStyle(document.querySelector('#lanes .shared .service')).fill,
    [...document.querySelectorAll('#lanes .shared')].map((lane) => lane.nextElementSibling?.getAttribute('class')),
  ]`)) as [string, string, string[]];
  expect(contrast(seen(rgb(stripes)), seen(rgb(shared)))).toBeGreaterThanOrEqual(3);
  expect(new Set(lanes)).toEqual(new Set(['stripes']));
  expect(await watched.page.locator('#lanes svg.plot > .queue + .stripes').count()).toBe(0);
});
