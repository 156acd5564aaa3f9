import { describe, expect, it } from 'vitest';
import { workersNamed } from '../../../../../src/report/figures/machines/of-workers.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { clientSection } from '../../../../../src/report/sections/client.ts';
import { configurationSection } from '../../../../../src/report/sections/configuration.ts';
import { head } from '../../../../../src/report/sections/head.ts';
import { axisOf } from '../../../../../src/report/sections/workers/draw-starts.ts';
import { phaseStarts } from '../../../../../src/report/sections/workers/starts.ts';
import { workersSection } from '../../../../../src/report/sections/workers/workers.ts';
import { renderJunit } from '../../../../../src/report/summary/junit.ts';
import { renderMarkdown } from '../../../../../src/report/summary/markdown.ts';
import { renderTable } from '../../../../../src/report/summary/terminal.ts';
import { sharedRun } from '../../../../fixtures/report/page-of.ts';
import { withWorkers } from '../../../../fixtures/report/with-workers.ts';

const { result } = sharedRun();
const many = (count: number) =>
  withWorkers(
    result,
    Array.from({ length: count }, (_, index) => ({ name: `worker-${index}`, lateMs: (index * 7) % count })),
  );
const three = withWorkers(result, [
  { name: 'a', lateMs: 0.4 },
  { name: 'b', lateMs: -0.1, boundMs: 1.5 },
  { name: 'c', lateMs: 2.4, lost: { atMs: 3200, reason: 'it sent nothing for 5 s' } },
]);
const page = (run: typeof result) =>
  `${workersSection.body({
    result: run,
    samples: [],
    draw: () => {
      throw new Error('drawn by hand');
    },
  })}`;
const startsIn = (run: typeof result) => run.targets.flatMap(phaseStarts);

describe('the starts of the workers', () => {
  it('are drawn for each phase, the earliest first, 2.5 ms from the first to the last', () => {
    const [first] = startsIn(three);
    expect(first?.starts.map(({ worker }) => worker)).toEqual(['b', 'a', 'c']);
    expect(first?.spreadMs).toBeCloseTo(2.5, 9);
    expect(startsIn(three).map(({ phase }) => phase)).toEqual(['two-calls', 'burst']);
  });

  it('have one axis, from the earliest that the bounds allow to the latest, and 4% on both sides', () => {
    // b: -0.1 - 1.5, c: 2.4 + 0.2.
    const { fromMs, toMs } = axisOf(startsIn(three));
    expect([fromMs, toMs].map((at) => Number(at.toFixed(3)))).toEqual([-1.768, 2.768]);
  });

  it('of 200 are 24, evenly chosen, among them the earliest and the latest', () => {
    const [first] = startsIn(many(200));
    expect([first?.started, first?.starts.length]).toEqual([200, 24]);
    expect([first?.starts[0]?.worker, first?.starts.at(-1)?.lateMs?.toFixed(6)]).toEqual(['worker-0', '199.000000']);
    expect(page(many(200))).toContain('phase burst: 200 workers within 199 ms, 24 of them drawn');
  });

  it('are not drawn of one worker alone', () => {
    expect(startsIn(many(1))).toEqual([]);
    expect(page(many(1))).not.toContain('<svg');
  });
});

describe('the table of the workers', () => {
  /** Of the first table. */
  const names = (run: typeof result) =>
    [...(page(run).split('</table>')[0] ?? '').matchAll(/<tr><th scope="row">(.*?)<\/th>/g)].map(([, name]) => name);

  it('begins with the one that was lost, and says when and why', () => {
    expect(names(three)).toEqual(['c', 'a', 'b']);
    expect(page(three)).toContain('after 3,200 ms: it sent nothing for 5 s');
    expect(page(three)).toContain('data-metric="targets.lambda.client.workers.2.samplesReceived" data-value="120"');
    expect(page(many(2))).not.toContain('>lost<');
  });

  it('has 100 rows of 200, and says so', () => {
    expect(names(many(200))).toHaveLength(100);
    expect(page(many(200))).toContain('100 of 200; all are in result.json');
  });

  it('is followed by one of their machines: what each did, and of one that was lost nothing', () => {
    const host = { cpuShare: 0.37, stealShare: 0.02, retransmits: 7, openFiles: { used: 130, limit: 1024 } };
    const run = withWorkers(result, [
      { name: 'a', lateMs: 0, host },
      { name: 'b', lateMs: 0, lost: { atMs: 3200, reason: 'it was silent' } },
    ]);
    const [, machines = ''] = page(run).split('</table>');
    const rows = [...machines.matchAll(/<tr><th scope="row">.*?<\/tr>/gs)].map(([row]) =>
      row.replaceAll(/<[^>]*>/g, ' ').split(/\s{2,}/),
    );
    // Lost, so first.
    expect(rows.map(([, name]) => name)).toEqual(['b', 'a']);
    expect(rows[1]?.slice(2, 9)).toEqual(['2', '4,096 MB', '37%', '2%', '7', '–', '(it did not answer)']);
    expect(rows[1]?.join(' ')).toContain('130 of 1,024');
    expect(machines).toContain('data-metric="targets.lambda.client.workers.0.host.openFiles.used" data-value="130"');
    expect(rows[0]?.filter((text) => text === '(it was lost)')).toHaveLength(7);
  });

  it('is absent of a run of one machine', () => {
    expect(
      workersSection.body({
        result,
        samples: [],
        draw: () => {
          throw new Error('nothing to draw');
        },
      }),
    ).toBeUndefined();
  });
});

it('is one line in the terminal and in Markdown: 2 phases of 3 workers, of which one lacks 40 each', () => {
  const line =
    'lambda, 3 workers (a, b, c): began each phase within 2.50 ms, clocks known to ±1.50 ms, 520 samples of them here, lost: 1 worker (c)';
  expect(renderTable(three, { color: false, width: 200 })).toContain(`\n${line}\n`);
  expect(renderMarkdown(three)).toContain(`\n- ${line.replaceAll(/[()]/g, '\\$&')}\n`);
  expect(renderTable(result, { color: false, width: 200 })).not.toContain(': began each');
  expect(renderJunit([three])).toContain(`<property name="workers" value="${line}"/>`);
  expect(renderJunit([result])).not.toContain('<propert');
});

it('names six workers in a line, and the first five of more', () => {
  const names = (length: number) => Array.from({ length }, (_, index) => `w${index}`);
  expect(workersNamed(names(6))).toBe('6 workers (w0, w1, w2, w3, w4, w5)');
  expect(workersNamed(names(200))).toBe('200 workers (w0, w1, w2, w3, w4 and 195 others)');
});

it('is beside the time of the run at the head of the page, and the machine is that of the coordinator', () => {
  expect(`${head(three)}`).toContain(', fired by 3 workers (a, b, c)</span>');
  expect(`${head(result)}`).not.toContain('fired by');
  const labels = (run: typeof result) =>
    `${configurationSection.body({ result: run, samples: [], draw: () => html`` })}`;
  expect(labels(three)).toContain('<dt>Machine of the coordinator</dt>');
  expect(labels(result)).toContain('<dt>Machine</dt>');
});

it('leaves what rollcall adds to its own row, in place of that of this machine', () => {
  const body = (run: typeof result) => `${clientSection.body({ result: run, samples: [], draw: () => html`` })}`;
  const { calibration, ...uncalibrated } = result;
  const alone = { ...uncalibrated, targets: three.targets };
  expect(body(alone)).toContain('it is in the table of the\n<a href="#workers">workers</a>');
  expect(body(alone)).not.toContain('on this machine');
  expect(body(uncalibrated)).toContain('was not measured on this machine');
});
