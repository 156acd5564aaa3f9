import { spawnSync } from 'node:child_process';
import type { Figure } from '../benchmark.ts';

/**
 * https://github.com/pacslab/simfaas: a Python program for the same question. 10 requests/s of 2 s, for 1,000 s. What it makes charts, tables and
 * progress bars with is not used here and may be missing.
 */
const program = `
import sys, time, types
for name in ("tqdm", "pandas", "matplotlib", "matplotlib.pyplot"):
    try:
        __import__(name)
    except ImportError:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].tqdm = None
from simfaas.ServerlessSimulator import ServerlessSimulator
sim = ServerlessSimulator(arrival_rate=10, warm_service_rate=1/2.016, cold_service_rate=1/2.163, expiration_threshold=600, max_time=1000)
started = time.time()
sim.generate_trace(debug_print=False, progress=False)
print(2 * sim.total_req_count / (time.time() - started))
`;

/** Nothing to compare with where Python does not have it. */
export function simFaas(): Figure[] {
  const { stdout, status } = spawnSync('python3', ['-c', program], { encoding: 'utf8', timeout: 60_000 });
  const value =
    status === 0
      ? `${(Number(stdout) / 1e6).toFixed(3)} M events/s`
      : 'skipped: Python has no simfaas; put its source into PYTHONPATH';
  return [{ what: 'SimFaaS, 20 concurrent', value }];
}
