import { answer, inStream, jsonVariants } from './json-variants.ts';
import { textVariants } from './text-variants.ts';
import { damaged, id, metrics, record, report, type Variant } from './variant.ts';

const cut = (length: number) => report.slice(0, length);
const damage: Variant[] = [
  { name: 'cut behind the request id', text: cut(54), findings: [damaged('it has no "Duration"')] },
  { name: 'cut within the request id', text: 'REPORT RequestId: 5b1f', findings: [damaged('it has no "Duration"')] },
  { name: 'cut before the request id', text: 'REPORT RequestId:', findings: [damaged('it has no request ID')] },
  { name: 'cut within the first words', text: 'REPORT Reque', findings: [damaged('it has no request ID')] },
  {
    name: 'cut within a number',
    text: report.slice(0, report.indexOf('3 ms\tMemory')),
    findings: [damaged('"Billed Duration" is not a number of ms')],
  },
  {
    name: 'cut within a name',
    text: report.slice(0, report.indexOf('mory Used')),
    findings: [damaged('it ends within "Max Memory Used"')],
  },
  {
    name: 'cut within the last unit',
    text: `${report}Init Duration: 110.10 m`,
    findings: [damaged('"Init Duration" is not a number of ms')],
  },
  {
    name: 'cut within a Status',
    text: `${report}Status: time`,
    findings: [damaged('its status is unknown')],
  },
  {
    name: 'two durations',
    text: `${report}Duration: 13.00 ms\n`,
    findings: [damaged('it has two values for "Duration"')],
  },
  {
    name: 'a number with a comma, a unit that is another, a negative one',
    text: `${report.replace('12.34', '12,34')}\n${report.replace('12.34 ms', '12.34 s')}\n${report.replace('12.34', '-12.34')}\n`,
    findings: Array.from({ length: 3 }, () => damaged('"Duration" is not a number of ms')),
  },
  {
    name: 'INIT_REPORT cut short',
    text: 'INIT_REPORT Init Duration: 100',
    findings: [damaged('"Init Duration" is not a number of ms')],
  },
  { name: 'JSON cut short', text: record(metrics).slice(0, -20), findings: [damaged('it is not complete JSON')] },
  {
    name: 'JSON without metrics, with a duration in words, without a request',
    text: `${record(metrics).replace('"metrics"', '"meters"')}\n${record({ ...metrics, durationMs: 'long' })}\n${record(metrics).replace(id, '')}\n`,
    findings: [damaged('it has no metrics'), damaged('"durationMs" is not a number'), damaged('it has no request ID')],
  },
  {
    name: 'an answer of CloudWatch Logs cut short within an event: the events before are whole',
    text: JSON.stringify({ events: [answer.events[1], answer.events[1]] }).slice(0, -150),
    findings: [damaged('it ends within "Init Duration"'), inStream],
  },
  { name: 'no log at all', text: 'hello\n\n{"a": [1, {"b": null}]}\n[not json\n', findings: [] },
  { name: 'nothing', text: '', findings: [] },
];

export const variants: readonly Variant[] = [...textVariants, ...jsonVariants, ...damage];
