import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pageScript } from '../../../src/report/page/assets.ts';
import { renderHtml } from '../../../src/report/run-page.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

describe('the page of 3 targets with 10 requests each', async () => {
  const { result, samples } = makeRun();
  const page = await renderHtml(result, { samples, seen: samples.length });

  it('is one file under 500 KB that names no address but those of the run', () => {
    expect(page.length).toBeLessThan(500 * 1024);
    expect(page.match(/\b(?:src|srcset|action)=|@import|url\(/g)).toBeNull();
    const addresses = [...page.matchAll(/href="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses.filter((address) => !address?.startsWith('#'))).toEqual([
      'data:,',
      // Files that are beside the page.
      'result.json',
      'samples.ndjson',
    ]);
  });

  it('allows the one script that it has, by its hash, and no other', () => {
    const [script, ...others] = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
    expect(others).toEqual([]);
    expect(page.match(/<script/g)).toHaveLength(1);
    const hash = createHash('sha256')
      .update(script ?? '')
      .digest('base64');
    const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:;`;
    expect(page).toContain(`content="${policy}`);
  });

  it('puts no markup into itself: its script sets texts and attributes only', () => {
    expect(page.match(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/g)).toBeNull();
  });

  it('is the same whenever it is rendered', async () => {
    expect(await renderHtml(result, { samples, seen: samples.length })).toBe(page);
  });

  it('names no target, phase or color that is not there', () => {
    expect(page.replace(pageScript, '').match(/undefined|NaN|\[object|\bt-1\b/g)).toBeNull();
  });
});

it('has no element that a measured text asks for', async () => {
  const { result, samples, words } = hostileRun();
  const page = await renderHtml(result, { samples, seen: samples.length });
  expect(page.replace(`<script>${pageScript}`, '').match(/<img|<script/g)).toBeNull();
  expect(page).not.toContain('\u001b');
  expect(page).not.toContain('\u202e');
  expect(page).toContain(words.escaped);
  // One of the document, and those of marks.
  expect(page.match(/<title>/g)?.length).toBe(page.match(/<\/title>/g)?.length);
});

it('marks an interrupted run, and shows one in which nothing was answered', async () => {
  const { result } = makeRun();
  const [first] = result.targets;
  if (first === undefined) throw new Error('the fixture has targets');
  const nothing = {
    ...first,
    status: 'interrupted' as const,
    latencyMs: { serviceTime: {}, responseTime: {} },
    environments: { ...first.environments, distinct: 0, list: [] },
  };
  const { comparison: _, ...alone } = result;
  const page = await renderHtml({ ...alone, status: 'interrupted', targets: [nothing] }, { samples: [], seen: 0 });
  expect(page).toContain('<strong>INTERRUPTED</strong>');
  expect(page).toContain('No answer identified its instance.');
  expect(page.replace(pageScript, '').match(/undefined|NaN|Infinity/g)).toBeNull();
});
