import type { ClosedLoad } from '../../load/shapes.ts';
import { optional } from '../../model/optional.ts';
import { defaultKeptBodyBytes } from '../../model/schema/kept-body-bytes.ts';
import { type AutocannonLoadOptions, fireAutocannon, loadAutocannon } from '../engines/autocannon/load.ts';
import { bodyBytesNeeded } from '../identity.ts';
import type { PhaseOrder } from '../phase-order.ts';

/** A closed workload, sent by autocannon from the instant that `begin` gives. */
export async function fireByAutocannon(
  load: ClosedLoad,
  begin: () => Promise<number>,
  { destination: { url, unix, tls = {} }, sending: { requests, timeoutMs }, answers }: PhaseOrder,
  ends: Pick<AutocannonLoadOptions, 'clock' | 'signal' | 'onEnd'>,
): Promise<void> {
  await loadAutocannon();
  // A scenario with several requests is refused.
  const [request] = requests;
  if (request === undefined) throw new Error('there is no request');
  const keepBodyBytes = bodyBytesNeeded(answers.identity, answers.keptBodyBytes ?? defaultKeptBodyBytes);
  await fireAutocannon(load, await begin(), {
    url,
    tls,
    ...optional('unix', unix),
    request,
    timeoutMs,
    keepBodyBytes,
    ...ends,
  });
}
