import type { HostUse } from '../../../model/schema/client/host-use.ts';
import { count, percent } from '../../../text/format.ts';
import { type Content, html } from '../../page/markup.ts';
import { figure, nothing } from '../figure.ts';

const shares = [
  ['CPU used', 'cpuShare', percent],
  ['CPU stolen', 'stealShare', percent],
] as const;
const counts = [
  ['TCP segments resent', 'retransmits'],
  ['SYNs resent', 'synRetransmits'],
  ['accept queue full', 'listenOverflows'],
] as const;
const rooms = [
  ['open files', 'openFiles'],
  ['ports', 'ports'],
] as const;

/** Of a machine that fired: columns of a table. */
export const hostColumns: readonly string[] = [...shares, ...counts, ...rooms].map(([label]) => label);

/** @param path of the host in result.json */
export function hostFigures(path: string, host: HostUse | undefined, whyAbsent?: string): Content[] {
  const scope = { path, of: host ?? {} };
  return [
    ...shares.map(([, key, format]) => figure(scope, key, format, whyAbsent)),
    ...counts.map(([, key]) => figure(scope, key, count, whyAbsent)),
    ...rooms.map(([, key]) =>
      host?.[key] === undefined
        ? nothing(whyAbsent ?? 'not measured')
        : html`${figure(scope, `${key}.used`, count)} <span class="muted">of ${figure(scope, `${key}.limit`, count)}</span>`,
    ),
  ];
}
