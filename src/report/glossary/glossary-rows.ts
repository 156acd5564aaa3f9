/** Path, unit, formula and source of every number of a run: the tables of docs/metrics.md. Made by scripts/generate/glossary.mjs. */
export const glossaryRows = `
requests.sent | count | all samples, whatever their outcome: answered + throttled + timedOut + failed | samples
requests.answered | count | responses with an expected status: 200 to 299, unless the scenario says otherwise | samples
requests.throttled | count | responses with status 429, unless that status is expected | samples
requests.timedOut | count | no complete response within timeoutMs of the scenario | samples
requests.failed | count | the sum of failures | samples
requests.failures.httpError | count | responses with any other status | samples
requests.failures.refused | count | no process listened at the address | samples
requests.failures.reset | count | the connection ended before the response was complete | samples
requests.failures.malformed | count | not a valid HTTP response, or a response above a limit | samples
requests.failures.unreachable | count | no connection for another reason: name, certificate, route | samples
requests.failures.interrupted | count | in flight when the run was stopped | samples
requests.unidentified | count | answered, but without a readable identity | samples
requests.idTooLong | count | part of unidentified: the instance ID is longer than 65,536 bytes, which is refused | samples
requests.bodyTooLong | count | part of unidentified: the body is longer than keptBodyBytes, and the rest was not read | samples
requests.commonFailure.count | count | failures with that message | samples
peakInFlight | requests | most requests between sentAtMs and completedAtMs at one instant, including failed ones | samples
environments.distinct | instances | distinct instances that served requests | identity, else telemetry
environments.coldStarts | answers | responses that waited for the init of their instance. Every part of the result (list[].coldStart, latencyMs.cold) counts the same responses; latencies cover only answered requests | platform, else identity
environments.failedInits.timedOut | inits | inits that took longer than initTimeoutMs, including those repeated within an invocation; embedded Lambda only | telemetry
environments.failedInits.failed | inits | inits that ended with an error | telemetry
environments.reused | answers | responses with an identity, minus distinct | identity
environments.peakAlive | instances | most instances alive at one instant | telemetry, else samples
environments.list[].invocations | answers | responses of this instance that the generator received | samples
environments.list[].firstSeenAtMs | ms | sentAtMs of its first request | samples
environments.list[].lastSeenAtMs | ms | completedAtMs of its last response | samples
environments.list[].busyMs | ms | length of the union of the intervals in which it had a request | meters, else samples
environments.list[].peakInFlight | requests | like peakInFlight, for the requests that this instance served | samples
environments.list[].initMs | ms | init: Init Duration from the start of the process, if the platform reports it; else as the instance reports | telemetry, else meters
environments.list[].peakRssMb | MB | highest resident memory after an invocation, or the kernel's peak if the platform reports it | meters, telemetry
latencyMs.serviceTime.{all,cold,warm}.count | answers | answered requests that the other figures cover | samples
latencyMs.serviceTime.{all,cold,warm}.{min,mean,max} | ms | of completedAtMs - sentAtMs, exact to the µs | samples
latencyMs.serviceTime.{all,cold,warm}.{p50,p90,p99,p999} | ms | nearest rank, from an HDR histogram in µs with three significant digits | samples
latencyMs.responseTime.{all,cold,warm}.count | answers | answered requests that the other figures cover | samples
latencyMs.responseTime.{all,cold,warm}.{min,mean,max} | ms | of completedAtMs - intendedAtMs, exact to the µs | samples
latencyMs.responseTime.{all,cold,warm}.{p50,p90,p99,p999} | ms | nearest rank, from an HDR histogram in µs with three significant digits | samples
billing.invocations | count | invocations with a billed duration, including failed ones | see billing.source
billing.billedMs | ms | sum of ceil(init + duration) per invocation: since August 2025 the init is billed for every runtime | see billing.source
billing.initMs | ms | part of billedMs that is init, before rounding | see billing.source
billing.restoreMs | ms | SnapStart: sum of Billed Restore Duration, which is part of billedMs | see billing.source
billing.gbSeconds | GB-s | sum of billedMs / 1000 * memory size / 1024 | see billing.source
billing.durationUsd | USD | gbSeconds at the price of the first tier; invocations in provisioned environments at their own price | price table
billing.requestsUsd | USD | invocations * price per million / 1e6 | price table
billing.storageUsd | USD | (/tmp - 512 MB) / 1024 * billedMs / 1000 * price; omitted up to 512 MB | price table
billing.restoreUsd | USD | SnapStart: memory of each restored environment in GB times the price; free for Java | price table
billing.provisionedUsd | USD | provisioned concurrency, reserved: environments * memory in GB * seconds of the load * price | price table
billing.freeTierUsd | USD | deducted if prices.freeTier is set: at most 400,000 GB-s on demand and 1,000,000 requests | price table
billing.usd | USD | durationUsd + requestsUsd + storageUsd + restoreUsd + provisionedUsd - freeTierUsd | price table
billing.standingUsdPerHour | USD/h | cost that does not depend on invocations: provisioned concurrency, the SnapStart cache; usd contains provisioned concurrency for the time of the load | price table
billing.vcpuSeconds | s | billed CPU time, for cost models with a CPU price | samples, telemetry
billing.usdPerMillion | USD | usd / invocations * 1e6 | price table
billing.leftOut | count | requests that are not in the bill: executed without a REPORT line, or ended without a response (timed out, aborted, interrupted); estimated: without a handler time | samples, log
utilization.cpuMs | ms | sum of the CPU time of invocations and inits | kernel, by telemetry
utilization.cpuQueueMs | ms | part of the billed time in which the environment was ready to run but had no CPU of this machine; the kernel's run-queue delay of its main thread | telemetry
utilization.cpuThrottledMs | ms | part of the billed time in which the CPU share of the memory size (1,769 MB: one vCPU) held the environment back, as a platform would; not in cpuQueueMs | control group, by telemetry
utilization.waitingMs | ms | billedMs - cpuMs - cpuQueueMs - cpuThrottledMs of the invocations with a known CPU time | telemetry
utilization.cpuShareOfBilled | share | cpuMs / billedMs; above 1 if several CPUs worked at once | telemetry
deployed.memoryMb | MB | memory size | Lambda API, else scenario
deployed.timeoutMs | ms | timeout of the function | Lambda API
deployed.reservedConcurrency | count | reserved concurrency of the function | Lambda API
deployed.provisionedConcurrency | count | provisioned concurrency of the function | Lambda API
deployed.reports.joined | count | REPORT lines joined to requests by request ID | log
deployed.reports.missing | count | executed requests (answered, or 502) without a REPORT line | log, samples
forecast.requests | count | planned requests over all repeats; a phase that only time limits counts up to maxRequests | scenario
forecast.peakConcurrency | requests | highest possible number of concurrent requests of the load | scenario
forecast.gbSecondsLow | GB-s | requests * planned ms of an invocation * memory; 1 ms if the scenario does not plan the invocation | scenario, Lambda API
forecast.gbSecondsHigh | GB-s | (requests * timeout + environments * 10 s of init) * memory; environments: peakConcurrency * repeats | scenario, Lambda API
forecast.usdLow | USD | gbSecondsLow and the requests at the prices of the function, without free tier; omitted if the prices are unknown | price table
forecast.usdHigh | USD | the same for gbSecondsHigh | price table
startupMs | ms | from the start of the program to its ready line; the longest of the repeats | generator
serverCpuMs | ms | CPU time of a server's process tree during the load, sum of the repeats | /proc
serverCost.usdPerHour | USD/h | price of the instance, of the Fargate task (vcpu * price + memory / 1024 * price), or as stated; plus a load balancer (0.0225 + LCU * 0.008) | price table, scenario
serverCost.requestsPerSecond | 1/s | answered requests / duration of the load | samples
serverCost.requestsUsdPerMillion | USD | managed instances: price of a million requests, in addition to the hours | price table
serverCost.usdPerMillion | USD | usdPerHour / 3600 / requestsPerSecond * 1e6, plus requestsUsdPerMillion: at this load, which may not use the server fully | 
downstream.peakConnections | connections | most connections that the backend had open at once | backend
downstream.totalConnections | connections | all connections that were opened to the backend | backend
downstream.requests | count | requests that the backend received | backend
phases[].startedAtMs | ms | since the start of the run | generator
phases[].finishedAtMs | ms | end of the last request | generator
phases[].schedule.asked | count | requests that were due | samples
phases[].schedule.sent | count | due requests that have a sentAtMs | samples
phases[].schedule.askedPerSecond | 1/s | asked - 1 divided by the time from the first intendedAtMs to the last | samples
phases[].schedule.achievedPerSecond | 1/s | sent - 1 divided by that time plus overrunMs | samples
phases[].schedule.overrunMs | ms | from the last intendedAtMs to the last sentAtMs, at least 0 | samples
phases[].schedule.sendLagMs.p50 | ms | from the intended send to the send, in this phase | samples
phases[].schedule.sendLagMs.p99 | ms | the same; needs 100 sends | samples
phases[].schedule.sendLagMs.max | ms | the same | samples
memory.idle.{rssMb,pssMb} | MB | sum over all processes before the load | /proc
memory.idle.processes | processes | processes in that scan | /proc
memory.idle.scans | count | scans that it comes from | 
memory.peak.{rssMb,pssMb} | MB | highest sum over all processes in one scan during the load: a peak of sums, not a sum of peaks | /proc
memory.peak.processes | processes | most processes in one scan | /proc
memory.peak.scans | count | scans that it comes from | 
memory.allocatedMb | MB | memory size of the invocations * environments.peakAlive, omitted if there were several sizes; for a server, the memory of its host | scenario, price table
memory.multiplier.{rss,pss,allocated} | ratio | memory.peak.rssMb, memory.peak.pssMb, memory.allocatedMb divided by that of the baseline | 
client.sendSpreadMs | ms | first to last sentAtMs of the widest burst; omitted if no burst had two sends | samples
client.sendSpread.bursts | count | bursts with at least one send | samples
client.sendSpread.p1ToP99Ms | ms | 1st to 99th percentile of the sends (nearest rank), of the widest burst of 100 or more | samples
client.sendSpread.maxMs | ms | the same as sendSpreadMs | samples
client.sendLagMs.{p50,p99,max} | ms | of max(0, sentAtMs - intendedAtMs), percentiles as for latencies | samples
client.eventLoopDelayMs.{p99,max} | ms | delay of the generator's event loop | Node
client.eventLoopUtilization | share | share of the time in which the event loop was busy | Node
client.cpuMs | ms | CPU time of the generator's process during the load | Node
client.gc.count | count | garbage collections | Node
client.gc.{totalMs,maxMs} | ms | their pauses: sum and longest pause | Node
client.host.cpuShare | share | used share of the CPU time of all CPUs, by all programs | /proc/stat
client.host.stealShare | share | share of the CPU time of all CPUs that the hypervisor gave to others | /proc/stat
client.host.listenOverflows | count | connections refused by the kernel because an accept queue was full | /proc/net/netstat
client.host.synRetransmits | count | repeated connection attempts | /proc/net/netstat
client.host.retransmits | count | retransmitted TCP segments | /proc/net/snmp
client.host.openFiles.used | count | file descriptors of the generator at the end of the load, when its connections are closed, plus peakInFlight: a lower bound of the highest number | /proc/self/fd, samples
client.host.openFiles.limit | count | soft limit of the generator's process | /proc/self/limits
client.host.ports.used | count | peakInFlight, or the TCP connections of the whole machine in TIME_WAIT at the end of the load, whichever is higher | samples, /proc/net/sockstat
client.host.ports.limit | count | ephemeral ports, net.ipv4.ip_local_port_range | /proc/sys/net
targets[].environmentMultiplier | ratio | ratio of environments.distinct | 
targets[].memoryMultiplier.{rss,pss,allocated} | ratio | like memory.multiplier | 
targets[].p50Ratio | ratio | ratio of latencyMs.serviceTime.all.p50 | 
targets[].usdPerMillionRatio | ratio | ratio of billing.usdPerMillion, else serverCost.usdPerMillion | 
`;
