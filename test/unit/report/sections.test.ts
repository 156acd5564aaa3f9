import { expect, it } from 'vitest';
import type { RunResult, TargetResult } from '../../../src/model/run-result.ts';
import { priceNote, withProcessor } from '../../../src/report/figures/price-note.ts';
import { intervalNote, spreadText } from '../../../src/report/figures/repeat-spread.ts';
import { marginText } from '../../../src/report/figures/threshold-format.ts';
import { spreadOfThreshold } from '../../../src/report/figures/threshold-spread.ts';
import { renderSheet } from '../../../src/report/sheet/sheet.ts';
import { renderMarkdown } from '../../../src/report/summary/markdown.ts';
import { renderTable } from '../../../src/report/summary/terminal.ts';
import { spreadOf, spreadOfValues } from '../../../src/stats/comparison/repeat-spread.ts';
import { ms } from '../../../src/text/format.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { medianMs, phaseResult, targetResult } from '../experiment/target-result.ts';

const shared = sharedRun();
const { result, samples } = shared;
const rendered = (run: RunResult): Promise<string> => pageOf(run === result ? shared : { result: run, samples });
const withMemory = (change: (memory: NonNullable<TargetResult['memory']>) => TargetResult['memory']): RunResult => ({
  ...result,
  targets: result.targets.map((target, index) => {
    const memory = target.memory === undefined || index > 0 ? target.memory : change(target.memory);
    return memory === undefined ? target : { ...target, memory };
  }),
});
/** Of each target what stands in its column of the headline figures: its head, then the cells from top to bottom. */
const columnsOf = (page: string): string[] => {
  const [, table = ''] = /<table class="side-by-side">(.*?)<\/table>/s.exec(page) ?? [];
  const rows = [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
  );
  return (rows[0] ?? []).slice(1).map((_, index) => rows.map((cells) => cells[index + 1] ?? '').join('\n'));
};
const rowOf = (page: string, caption: string, target: string): string => {
  const table = page.slice(page.indexOf(`<caption>${caption}`));
  return new RegExp(`<tr>(?:(?!</tr>).)*>${target}<.*?</tr>`, 's').exec(table)?.[0] ?? '';
};

it('says that there was no environment before the load rather than 0.0 MB', async () => {
  const none = { rssMb: 0, pssMb: 0, processes: 0, scans: 1 };
  const row = rowOf(await rendered(withMemory((memory) => ({ ...memory, idle: none }))), 'Memory', 'lambda');
  expect(row.match(/no environment/g)).toHaveLength(2);
  expect(row).not.toContain('>0.0 MB<');
});

it('gives the reason where a peak of 380 MB is below 400 MB of idle, and only there', async () => {
  const idle = { rssMb: 300, pssMb: 400, processes: 3, scans: 1 };
  const page = await rendered(withMemory((memory) => ({ ...memory, idle })));
  expect(rowOf(page, 'Memory', 'lambda')).toMatch(/380 MB<\/data> \*/);
  expect(rowOf(page, 'Memory', 'lambda')).not.toMatch(/520 MB<\/data> \*/);
  expect(page).toContain('* A peak of lambda is below idle');
  expect(await rendered(result)).not.toContain('is below idle');
});

it('11 processes of a cluster are its 10 workers and their primary, wherever they are counted', async () => {
  const page = await rendered(result);
  expect(columnsOf(page)[2]).toMatch(/>10<\/data><\/span> <span class="muted">worker processes</);
  expect(rowOf(page, 'Memory', 'cluster')).toContain('>11</data> <span class="muted">with primary</span>');
  expect(rowOf(page, 'Memory', 'server')).not.toContain('primary');
  expect(page).toContain('cluster: 10 worker processes answered; the 11 processes here');
});

it('marks columns, bill, break-even and sheet of a target in doubt, those of others only where they meet it', async () => {
  const reasons = [
    {
      ...{ code: 'cpu-contention' as const, status: 'SUSPECT' as const, target: 'lambda' },
      ...{ message: 'it queued', advice: 'use more cores' },
    },
  ];
  const targets = result.verdict.targets.map((target) =>
    target.name === 'lambda' ? { ...target, status: 'SUSPECT' as const } : target,
  );
  const suspect: RunResult = { ...result, verdict: { ...result.verdict, status: 'SUSPECT', targets, reasons } };
  const page = await rendered(suspect);
  const tag = '<span class="tag suspect" title="it queued">SUSPECT</span>';
  expect(columnsOf(page).map((column) => column.includes(tag))).toEqual([true, false, false]);
  expect(rowOf(page, 'Billed per use', 'lambda')).toContain(tag);
  expect(rowOf(page, 'Paid by the hour', 'server')).not.toContain(tag);
  for (const title of ['Break-even: monthly cost by request rate', 'What would change the decision: lambda or server'])
    expect(page).toContain(`${title} ${tag}`);
  const { markdown } = renderSheet(suspect);
  expect(markdown).toContain('| figure | lambda (SUSPECT) | server | cluster | basis |');
  expect(markdown).toContain('| Environments or processes | 10 | 1 | 10 | measured |');
  expect(markdown).toContain('## Break-even (SUSPECT)');
  expect(renderTable(suspect, { color: false, width: 100 })).toMatch(/ lambda \(SUSPECT\) +server +cluster\n/);
  expect(await rendered(result)).not.toContain('class="tag suspect"');
});

it('shows the load under every way of billing, with rates where it is paid by the hour, and the source of each price', async () => {
  const page = await rendered(result);
  const row = rowOf(page, 'This load under every way of billing', 'EC2');
  expect(row).toContain('>$0.0168</data> an hour');
  expect(row).toContain('at 1,000/s 9 of them, ');
  const web = rowOf(page, 'This load under every way of billing', 'Lambda web functions');
  expect(web.match(/its prices are not public/g)?.length).toBeGreaterThan(0);
  expect(rowOf(page, 'What each way bills', 'Vercel Fluid')).toContain('(second-hand)');
  expect(rowOf(page, 'What each way bills', 'Lambda web functions')).toContain('not public');
});

it('an INVALID run has no finding, break-even or forecast; it says what went wrong and what to change', async () => {
  const reasons = [
    {
      ...{ code: 'unanswered' as const, status: 'INVALID' as const, target: 'server' },
      ...{ message: '95 of 100 failed', advice: 'mend it' },
    },
  ];
  const targets = result.verdict.targets.map((target) =>
    target.name === 'server' ? { ...target, status: 'INVALID' as const } : target,
  );
  const invalid: RunResult = { ...result, verdict: { status: 'INVALID', targets, reasons } };
  const page = await rendered(invalid);
  expect(page).toContain('<strong>INVALID</strong> Nothing can be concluded from this run.');
  expect(page).toContain('<strong>INVALID</strong> 95 of 100 failed <br><span class="muted">mend it</span>');
  expect(page).toContain('>lambda: VALID, server: INVALID, cluster: VALID</span>');
  expect(await rendered(result)).toContain('class="finding"');
  for (const conclusion of ['class="finding"', 'Break-even', 'What would change the decision'])
    expect(page).not.toContain(conclusion);
  expect(columnsOf(page).map((column) => column.includes('>INVALID</span>'))).toEqual([false, true, false]);
  const table = renderTable(invalid, { color: false, width: 100 });
  expect(table).toContain('INVALID  nothing can be concluded from this run');
  expect(table).toContain('\n  INVALID  95 of 100 failed\n    mend it\n');
  expect(table).toMatch(/ lambda +server \(INVALID\) +cluster\n/);
});

it('an INVALID target of a run that stands is not on its sheet', () => {
  const targets = result.verdict.targets.map((target) =>
    target.name === 'cluster' ? { ...target, status: 'INVALID' as const } : target,
  );
  const { markdown } = renderSheet({ ...result, verdict: { ...result.verdict, status: 'SUSPECT', targets } });
  expect(markdown).toContain('| figure | lambda | server | basis |');
  expect(markdown).toContain('| Environments or processes | 10 | 1 | measured |');
  expect(markdown).toContain('- INVALID and left out: cluster.');
});

it('names prices by what each target really is: x86_64 and arm64 functions, a t4g server on ARM', () => {
  const [lambda, server] = result.targets;
  if (lambda === undefined || server === undefined) throw new Error('the fixture has targets');
  const deployed = { architecture: 'arm64' } as NonNullable<TargetResult['deployed']>;
  const targets = [lambda, { ...lambda, name: 'deployed', deployed }, server];
  const prices = { date: '2026-09-19', source: 'AWS', region: 'us-east-1', architecture: 'x86_64' };
  const note = 'Prices of 2026-09-19, us-east-1 (AWS): lambda x86_64; deployed arm64; server t4g.small, ARM.';
  expect(priceNote({ ...result, prices, targets })).toBe(note);
  const { architecture: _, ...server1 } = { ...prices, target: 'server', notes: [] };
  const used = [{ ...prices, target: 'lambda', region: 'eu-central-1', architecture: 'arm64', notes: [] }, server1];
  expect(priceNote({ ...result, prices: { ...prices, used }, targets })).toBe(
    'Prices of 2026-09-19, eu-central-1 (AWS): lambda arm64. Prices of your own: deployed arm64. Prices of 2026-09-19, us-east-1 (AWS): server t4g.small, ARM.',
  );
});

it('shows what a reader has to know of a bill on a terminal, the page, the sheet and in Markdown', async () => {
  const targets = result.targets.map((target) =>
    target.billing === undefined ? target : { ...target, billing: { ...target.billing, notes: ['all as on demand'] } },
  );
  const noted = { ...result, targets };
  const line = 'lambda: all as on demand';
  expect(priceNote(noted)).toContain(` ${line}.`);
  expect(await rendered(noted)).toContain(`${line}.`);
  expect(renderSheet(noted).markdown).toContain(`${line}.`);
  expect(renderTable(noted, { color: false, width: 100 })).toContain(`\n${line}\n`);
  expect(renderMarkdown(noted)).toContain(`\n- ${line}\n`);
});

it('where prices are not known, says so with the field that states them, on a terminal, the page, and in Markdown', async () => {
  const unknown = [{ target: 'lambda', message: 'prices of it are not known: state prices.lambda.usdPerGbSecond' }];
  const targets = result.targets.map(({ billing: _, serverCost: __, ...target }) => target);
  const unpriced = { ...result, targets, prices: { ...result.prices, used: [], unknown } };
  const line = 'lambda: prices of it are not known: state prices.lambda.usdPerGbSecond';
  expect(priceNote(unpriced)).toBe(`No target of this run has a price. ${line}.`);
  expect(await rendered(unpriced)).toContain(`${line}.`);
  expect(renderTable(unpriced, { color: false, width: 100 })).toContain(`\n${line}\n`);
  expect(renderMarkdown(unpriced)).toContain(`\n- ${line}\n`);
});

it.each([
  ['t4g.small', 't4g.small, ARM'],
  ['c7gn.large', 'c7gn.large, ARM'],
  ['t3.micro', 't3.micro, x86'],
  ['g4dn.xlarge', 'g4dn.xlarge, x86'],
  ['Fargate x86, 1 vCPU, 2048 MB', 'Fargate x86, 1 vCPU, 2048 MB'],
])('%s is %s', (description, words) => {
  expect(withProcessor(description)).toBe(words);
});

it('six repeats have a 95 % interval, from the lowest to the highest; five have only the two; one has none', () => {
  // 2 / 2^6 is 3.1 %: only the two outermost of the 21 averages of pairs are cut off, which are those of a value with itself.
  const six = spreadOfValues([100, 107, 114, 121, 128, 135]);
  expect(six).toEqual({ kind: 'interval', low: 100, high: 135, repeats: 6 });
  expect(spreadOfValues([100, 107, 114, 121, 128])).toEqual({ kind: 'range', low: 100, high: 128, repeats: 5 });
  expect(spreadOfValues([100])).toBeUndefined();
  expect(six && spreadText(six, ms)).toBe('100 ms to 135 ms per repeat');
});

const repeated = (kind: string): TargetResult =>
  targetResult('a', {
    kind,
    phases: [100, 110].map((p50, repeat) => phaseResult('burst', { repeat, ...medianMs(p50), ...sent })),
  });
const sent = { requests: { ...targetResult('x').requests, sent: 10, answered: 10 } };

it('a threshold on p50 has the p50 of each repeat, one on what stays warm between them has none', () => {
  const threshold = { expression: 'a.latency.p50 < 2 * a.latency.p50', passed: true };
  expect(spreadOfThreshold(threshold, [repeated('local-lambda')])).toMatchObject({ low: 100, high: 110, repeats: 2 });
  expect(
    spreadOfThreshold({ ...threshold, expression: 'a.memory.peak < 1 GB' }, [repeated('local-lambda')]),
  ).toBeUndefined();
  expect(spreadOfThreshold(threshold, [repeated('http')])).toBeUndefined();
  expect(spreadOf(repeated('http'), ({ requests }) => requests.sent)).toBeUndefined();
  expect(spreadOfThreshold({ ...threshold, expression: 'no threshold' }, [repeated('local-lambda')])).toBeUndefined();
});

it('says once that one run has no interval', async () => {
  expect(intervalNote(result)).toMatch(/^One run, so no interval:/);
  expect((await rendered(result)).match(/One run(?:, so|:) no interval[.:]/g)).toHaveLength(2);
  expect(intervalNote({ targets: [repeated('local-lambda')] })).toContain('the range over 2 repeats');
});

it.each([
  ['a.latency.p99 < 300 ms', 240, 300, '20% below its limit'],
  ['a.latency.p99 < 300 ms', 330, 300, '10% above its limit'],
  ['a.environments <= 10', 10, 10, 'at its limit'],
  ['a.environments == 10', 9, 10, undefined],
  ['a.requests.failed <= 0', 3, 0, undefined],
  ['a.latency.p99 < 300 ms', undefined, 300, undefined],
])('%s with %s is %s', (expression, value, limit, words) => {
  expect(marginText({ expression, value, limit })).toBe(words);
});

it('shows one median: of ten answers of the server the fifth, side by side and in the latency table', async () => {
  const page = await rendered(result);
  const times = samples
    .filter(({ target }) => target === 'server')
    .map(({ sentAtMs, completedAtMs }) => completedAtMs - (sentAtMs ?? 0))
    .sort((a, b) => a - b);
  const p50 = result.targets[1]?.latencyMs.serviceTime.all?.p50 ?? 0;
  // The histogram is at most 0.1 % above the fifth, and below the sixth.
  expect(p50).toBeGreaterThanOrEqual((times[4] ?? 0) - 0.001);
  expect(p50).toBeLessThan(Math.min((times[4] ?? 0) * 1.001, times[5] ?? 0));
  const medians = page.match(
    new RegExp(`data-metric="targets.server.latencyMs.serviceTime.all.p50" data-value="${p50}"`, 'g'),
  );
  expect(medians).toHaveLength(2);
});

it('shows projected figures first and the measured ones beneath; counts the other way, unless CPU was short', async () => {
  const projected = {
    ...{ invocations: 12, billedMs: 12_900, usdPerMillion: 9.2, waitingShareOfBilled: 0.93, cpuShareOfBilled: 0.05 },
    ...{ environments: 8, peakAlive: 8, coldStarts: 8, throttled: 0, latencyMs: { mean: 1050, p50: 1049, max: 1100 } },
  };
  const run = { ...result, targets: result.targets.map((one, index) => (index > 0 ? one : { ...one, projected })) };
  const reasons = [
    {
      code: 'cpu-contention' as const,
      status: 'SUSPECT' as const,
      target: 'lambda',
      message: 'queued',
      advice: 'use more cores',
    },
  ];
  const short = { ...run, verdict: { ...result.verdict, status: 'SUSPECT' as const, reasons } };
  const metricsOf = (page: string) => {
    const column = columnsOf(page)[0] ?? '';
    return [...column.matchAll(/data-metric="targets\.lambda\.([\w.]+)"/g)].map(([, metric]) => metric ?? '');
  };
  const [quiet, contended] = [metricsOf(await rendered(run)), metricsOf(await rendered(short))];
  const before = (metrics: string[], first: string, second: string) =>
    expect(metrics.indexOf(first)).toBe(metrics.indexOf(second) - 1);
  before(quiet, 'environments.distinct', 'projected.environments');
  before(contended, 'projected.environments', 'environments.distinct');
  before(quiet, 'latencyMs.serviceTime.all.p50', 'projected.latencyMs.p50');
  before(contended, 'projected.latencyMs.p50', 'latencyMs.serviceTime.all.p50');
  before(contended, 'projected.latencyMs.max', 'latencyMs.serviceTime.all.max');
  for (const metrics of [quiet, contended]) {
    before(metrics, 'projected.billedMs', 'billing.billedMs');
    before(metrics, 'projected.usdPerMillion', 'billing.usdPerMillion');
  }
  // A server is not billed per call.
  const billed = columnsOf(await rendered(run)).map((column) => column.match(/ \(not billed per call\)/g)?.length ?? 0);
  expect(billed).toEqual([0, 3, 3]);
  // 5% CPU and 93% waiting leave 2% of 12.9 s that the CPU share holds back.
  const page = await rendered(run);
  expect(page).toContain('lambda, projected: CPU throttled 258 ms, 2% of billed time');
});

it('labels environments that were started before a phase, and a load that this machine cannot carry', async () => {
  const warmed = {
    ...{ environments: 19, started: 19, needed: 19, meanInFlight: 9.12 },
    ...{ serviceMs: 152, calls: 24, tookMs: 9 },
  };
  const cost = { cpuMs: 80, waitMs: 150 };
  const phases = [{ name: 'steady', carried: false, atOnce: 700, lastAnswerMs: 33_000, carriedAtOnce: 638 }];
  const probe = { cpus: 2, init: cost, coldCall: cost, warmCall: cost, phases };
  const targets = result.targets.map((target) => ({
    ...target,
    probe,
    phases: target.phases.map((phase) => ({ ...phase, warmed })),
  }));
  const page = await rendered({ ...result, targets });
  expect(page).toContain('started warm: 19 environments waited for it, for 9.1 requests in flight (152 ms each)');
  expect(page).toContain('Before the run: this machine (2 CPUs) answers the last of the 700 cold starts of steady');
  expect(renderTable({ ...result, targets }, { color: false, width: 200 })).toMatch(/started warm before +19 +19/);
});
