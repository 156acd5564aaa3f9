/** Path, unit, formula and source of every number of a run: the tables of docs/metrics.md. Made by scripts/write-glossary.mjs. */
export const glossaryRows = `
requests.sent | count | all samples, whatever became of them: answered + throttled + timedOut + failed | samples
requests.answered | count | an expected status: 200 to 299, unless the scenario says others | samples
requests.throttled | count | status 429, unless that is expected | samples
requests.timedOut | count | no whole answer within timeoutMs of the scenario | samples
requests.failed | count | the sum of failures | samples
requests.failures.httpError | count | any other status | samples
requests.failures.refused | count | nobody listened at the address | samples
requests.failures.reset | count | the connection ended before the answer was whole | samples
requests.failures.malformed | count | bytes that are not a valid HTTP answer, or one beyond bounds | samples
requests.failures.unreachable | count | no connection for another reason: name, certificate, route | samples
requests.failures.interrupted | count | in flight when the run was stopped | samples
requests.unidentified | count | answered, but without a readable identity | samples
requests.idTooLong | count | of unidentified: the instance id has more than 65,536 bytes, which is refused | samples
requests.bodyTooLong | count | of unidentified: the body is longer than keptBodyBytes, of which the rest was not read | samples
requests.commonFailure.count | count | failures that said it | samples
peakInFlight | requests | most requests between sentAtMs and completedAtMs at one instant, failed ones too | samples
environments.distinct | instances | distinct instances that answered | identity, else telemetry
environments.coldStarts | answers | answers whose call waited for its instance to initialize. Every part of the result (list[].coldStart, latencyMs.cold) counts the same answers; latencies are those of answered ones alone | platform, else identity
environments.failedInits.timedOut | inits | initializations that took longer than initTimeoutMs, those repeated in the time of a call included; of the embedded Lambda | telemetry
environments.failedInits.failed | inits | initializations that ended with an error | telemetry
environments.reused | answers | answers with an identity, less distinct | identity
environments.peakAlive | instances | most alive at one instant | telemetry, else samples
environments.list[].invocations | answers | answers of this instance that the generator received | samples
environments.list[].firstSeenAtMs | ms | sentAtMs of its first request | samples
environments.list[].lastSeenAtMs | ms | completedAtMs of its last answer | samples
environments.list[].busyMs | ms | length of the union of the times in which it had a request | meters, else samples
environments.list[].peakInFlight | requests | as peakInFlight, of the requests that this instance answered | samples
environments.list[].initMs | ms | initialization: Init Duration from the start of the process, where the platform tells; else as the instance tells | telemetry, else meters
environments.list[].peakRssMb | MB | highest resident memory after a call, or the kernel's own peak where the platform tells it | meters, telemetry
latencyMs.serviceTime.{all,cold,warm}.count | answers | those that the other figures are of | samples
latencyMs.serviceTime.{all,cold,warm}.{min,mean,max} | ms | of completedAtMs - sentAtMs, exact to the µs | samples
latencyMs.serviceTime.{all,cold,warm}.{p50,p90,p99,p999} | ms | nearest rank, from an HDR histogram in µs with three significant digits | samples
latencyMs.responseTime.{all,cold,warm}.count | answers | those that the other figures are of | samples
latencyMs.responseTime.{all,cold,warm}.{min,mean,max} | ms | of completedAtMs - intendedAtMs, exact to the µs | samples
latencyMs.responseTime.{all,cold,warm}.{p50,p90,p99,p999} | ms | nearest rank, from an HDR histogram in µs with three significant digits | samples
billing.invocations | count | invocations with a billed duration, failed ones too | see billing.source
billing.billedMs | ms | sum of ceil(init + duration) per invocation: initialization is billed for every runtime since August 2025 | see billing.source
billing.initMs | ms | initialization in billedMs, before rounding | see billing.source
billing.restoreMs | ms | SnapStart: the sum of Billed Restore Duration, which is in billedMs | see billing.source
billing.gbSeconds | GB-s | sum of billedMs / 1000 * memory size / 1024 | see billing.source
billing.durationUsd | USD | gbSeconds from the price of the first tier on; of calls in provisioned environments at their price | price table
billing.requestsUsd | USD | invocations * price per million / 1e6 | price table
billing.storageUsd | USD | (/tmp - 512 MB) / 1024 * billedMs / 1000 * price; absent up to 512 MB | price table
billing.restoreUsd | USD | SnapStart: memory of each restored environment, in GB, times its price; Java pays none | price table
billing.provisionedUsd | USD | provisioned concurrency, reserved: environments * memory in GB * seconds of the load * price | price table
billing.freeTierUsd | USD | deducted if prices.freeTier is set: at most 400,000 GB-s on demand and 1,000,000 requests | price table
billing.usd | USD | durationUsd + requestsUsd + storageUsd + restoreUsd + provisionedUsd - freeTierUsd | price table
billing.standingUsdPerHour | USD/h | what is paid whether it is called or not: provisioned concurrency, the cache of SnapStart; of the first, the time of the load is in usd | price table
billing.vcpuSeconds | s | CPU paid for, of cost models with a price for it | samples, telemetry
billing.usdPerMillion | USD | usd / invocations * 1e6 | price table
billing.leftOut | count | requests that are not in the bill: executed without a REPORT line, or ended without an answer (timed out, broken off, interrupted); estimated: without a handler time | samples, log
utilization.cpuMs | ms | sum of the CPU of calls and of initializations | kernel, by telemetry
utilization.cpuQueueMs | ms | of billed time: the environment was ready to run but had no CPU of this machine; the kernel's run-queue delay of its main thread | telemetry
utilization.cpuThrottledMs | ms | of billed time: held back by the CPU share that goes with the memory size (1,769 MB: one vCPU), as a platform would; not in cpuQueueMs | control group, by telemetry
utilization.waitingMs | ms | billedMs - cpuMs - cpuQueueMs - cpuThrottledMs of the invocations whose CPU is known | telemetry
utilization.cpuShareOfBilled | share | cpuMs / billedMs; above 1 if several CPUs worked at once | telemetry
deployed.memoryMb | MB | memory size | Lambda API, else scenario
deployed.timeoutMs | ms | timeout of the function | Lambda API
deployed.reservedConcurrency | count | requests at once that are the function's alone | Lambda API
deployed.provisionedConcurrency | count | environments initialized beforehand | Lambda API
deployed.reports.joined | count | REPORT lines joined to requests by request id | log
deployed.reports.missing | count | requests that were executed (answered, or 502) without a REPORT line | log, samples
forecast.requests | count | planned over all repeats; of a phase that only time ends, up to maxRequests | scenario
forecast.peakConcurrency | requests | most at once that the load can lead to | scenario
forecast.gbSecondsLow | GB-s | requests * planned ms of a call * memory; 1 ms where the scenario does not plan what a call does | scenario, Lambda API
forecast.gbSecondsHigh | GB-s | (requests * timeout + environments * 10 s of init) * memory; environments: peakConcurrency * repeats | scenario, Lambda API
forecast.usdLow | USD | gbSecondsLow and the requests at the prices of the function, without free tier; absent where they are not known | price table
forecast.usdHigh | USD | the same of gbSecondsHigh | price table
startupMs | ms | from starting the program to its ready line; the longest of the repeats | generator
serverCpuMs | ms | CPU of a server's process tree during the load, sum of the repeats | /proc
serverCost.usdPerHour | USD/h | of the instance, of the Fargate task (vcpu * price + memory / 1024 * price), or as stated; and of a load balancer (0.0225 + LCU * 0.008) | price table, scenario
serverCost.requestsPerSecond | 1/s | answered requests / time of the load | samples
serverCost.requestsUsdPerMillion | USD | managed instances: charged for a million requests on top of the hours | price table
serverCost.usdPerMillion | USD | usdPerHour / 3600 / requestsPerSecond * 1e6, and requestsUsdPerMillion: at this load, which need not fill the server | 
downstream.peakConnections | connections | most that the backend had open at once | backend
downstream.totalConnections | connections | that were ever opened to the backend | backend
downstream.requests | count | calls that the backend got | backend
phases[].startedAtMs | ms | since the start of the run | generator
phases[].finishedAtMs | ms | when the last request had ended | generator
phases[].schedule.asked | count | requests that were due | samples
phases[].schedule.sent | count | of these, those with a sentAtMs | samples
phases[].schedule.askedPerSecond | 1/s | asked - 1 over the time from the first intendedAtMs to the last | samples
phases[].schedule.achievedPerSecond | 1/s | sent - 1 over that time and overrunMs | samples
phases[].schedule.overrunMs | ms | from the last intendedAtMs to the last sentAtMs, at least 0 | samples
phases[].schedule.sendLagMs.p50 | ms | from the intended send to the send, of this phase | samples
phases[].schedule.sendLagMs.p99 | ms | the same; 100 sends at least | samples
phases[].schedule.sendLagMs.max | ms | the same | samples
memory.idle.{rssMb,pssMb} | MB | sum over all processes before the load | /proc
memory.idle.processes | processes | in that scan | /proc
memory.idle.scans | count | that it comes from | 
memory.peak.{rssMb,pssMb} | MB | highest sum over all processes at one scan during the load: a peak of sums, not a sum of peaks | /proc
memory.peak.processes | processes | most at one scan | /proc
memory.peak.scans | count | that it comes from | 
memory.allocatedMb | MB | memory size of the calls * environments.peakAlive, absent if they had several; for a server the memory of what it runs on | scenario, price table
memory.multiplier.{rss,pss,allocated} | ratio | memory.peak.rssMb, memory.peak.pssMb, memory.allocatedMb over that of the baseline | 
client.sendSpreadMs | ms | first to last sentAtMs of the widest burst; absent if no burst had two sends | samples
client.sendSpread.bursts | count | bursts with a send | samples
client.sendSpread.p1ToP99Ms | ms | 1st to 99th percentile of the sends (nearest rank), of the widest burst of 100 or more | samples
client.sendSpread.maxMs | ms | the same as sendSpreadMs | samples
client.sendLagMs.{p50,p99,max} | ms | of max(0, sentAtMs - intendedAtMs), percentiles as for latencies | samples
client.eventLoopDelayMs.{p99,max} | ms | how late the generator's event loop was | Node
client.eventLoopUtilization | share | of the time in which the event loop worked | Node
client.cpuMs | ms | of the generator's process during the load | Node
client.gc.count | count | garbage collections | Node
client.gc.{totalMs,maxMs} | ms | their pauses: sum and longest | Node
client.host.cpuShare | share | of the CPU time of all CPUs: used, by whatever program | /proc/stat
client.host.stealShare | share | of the CPU time of all CPUs: given to others by the hypervisor | /proc/stat
client.host.listenOverflows | count | connections refused by the kernel because an accept queue was full | /proc/net/netstat
client.host.synRetransmits | count | connection attempts that were repeated | /proc/net/netstat
client.host.retransmits | count | TCP segments sent again | /proc/net/snmp
client.host.openFiles.used | count | descriptors of the generator at the end of the load, when its connections are closed, plus peakInFlight: a lower bound of the most at once | /proc/self/fd, samples
client.host.openFiles.limit | count | soft limit of the generator's process | /proc/self/limits
client.host.ports.used | count | peakInFlight, or the TCP connections of the whole machine in TIME_WAIT at the end of the load if these are more | samples, /proc/net/sockstat
client.host.ports.limit | count | ephemeral ports, net.ipv4.ip_local_port_range | /proc/sys/net
targets[].environmentMultiplier | ratio | of environments.distinct | 
targets[].memoryMultiplier.{rss,pss,allocated} | ratio | as memory.multiplier | 
targets[].p50Ratio | ratio | of latencyMs.serviceTime.all.p50 | 
targets[].usdPerMillionRatio | ratio | of billing.usdPerMillion, else serverCost.usdPerMillion | 
`;
