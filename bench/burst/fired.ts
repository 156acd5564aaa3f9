import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Phase } from '../../src/load/phases.ts';
import type { Sending } from '../../src/loadgen/phase-order.ts';
import { Recorder } from '../../src/loadgen/recorder.ts';
import type { Generator } from '../../src/loadgen/threads/generator.ts';
import type { ClientHealth } from '../../src/model/schema/client/client-health.ts';
import { MeasuresAccumulator } from '../../src/stats/measures.ts';
import { SendSpread } from '../../src/stats/spread.ts';
import { plainOrder } from '../generator.ts';

/** As a run does it: on a thread of its own, identity read, measures added up, every sample written. */
export async function fireAsARunDoes(
  url: string,
  phase: Phase,
  generator: Generator,
  sending: Partial<Sending> = {},
): Promise<{ client: Pick<ClientHealth, 'sendLagMs'>; sent: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const recorder = new Recorder(join(directory, 'samples.ndjson'));
  const [measures, spread] = [new MeasuresAccumulator(), new SendSpread()];
  const order = plainOrder({ url }, phase);
  await generator.fire(
    { ...order, sending: { ...order.sending, ...sending } },
    {
      signal: new AbortController().signal,
      onSample: (sample) => {
        recorder.write(sample);
        measures.add(sample);
        spread.add(sample);
      },
    },
  );
  await recorder.close();
  await rm(directory, { recursive: true });
  return { client: spread.finish(), sent: measures.finish().requests.sent };
}
