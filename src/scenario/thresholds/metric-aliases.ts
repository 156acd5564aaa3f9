/** Short names of common figures. Each stands for the first of its paths that was measured. */
export const metricAliases: ReadonlyMap<string, readonly string[]> = new Map([
  ['environments', ['environments.distinct']],
  ['coldStarts', ['environments.coldStarts']],
  ...latencies('latency', 'latencyMs.serviceTime.all'),
  ...latencies('latency.cold', 'latencyMs.serviceTime.cold'),
  ...latencies('latency.warm', 'latencyMs.serviceTime.warm'),
  ...latencies('response', 'latencyMs.responseTime.all'),
  ...latencies('firstByte', 'latencyMs.timeToFirstByte.all'),
  ['throughput', ['throughput.requestsPerSecond']],
  ['cost.perMillion', ['billing.usdPerMillion', 'serverCost.usdPerMillion']],
  ['projected.cost.perMillion', ['projected.usdPerMillion']],
  ['projected.cost.perMillion.cold', ['projected.cold.usdPerMillion']],
  ['projected.cost.perMillion.warm', ['projected.warm.usdPerMillion']],
  ['projected.cpuShare', ['projected.cpuShareOfBilled']],
  ['projected.waitingShare', ['projected.waitingShareOfBilled']],
  ['memory.peak', ['memory.peak.rssMb']],
  ['memory.perInstance', ['memory.perInstance.rssMb']],
  ['memory.multiplier', ['memory.multiplier.rss']],
  ['cpuShare', ['utilization.cpuShareOfBilled']],
  ['waitingShare', ['utilization.waitingShareOfBilled']],
]);

function latencies(alias: string, path: string): (readonly [string, readonly string[]])[] {
  return ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'].map((of) => [`${alias}.${of}`, [`${path}.${of}`]]);
}
