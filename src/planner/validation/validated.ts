import type { Validation } from '../../model/plan/validation.ts';

/** What `rollcall validate --json` printed last; `scripts/generate/validation.mjs` writes this file. */
// biome-ignore format: one line for each row
export const validated: Validation = {
  ...{date: "2026-11-30", machine: "2 CPUs, Intel(R) Xeon(R) Processor, Node 20.20.2", discarded: []},
  rows: [
    {check: "limits", of: "one-per-environment", load: 25, unit: "count", given: "schedule", tolerance: 0, quantity: "environments", predicted: 25, measured: 25},
    {check: "limits", of: "one-per-environment", load: 25, unit: "count", given: "schedule", tolerance: 0, quantity: "cold starts", predicted: 25, measured: 25},
    {check: "limits", of: "one-per-environment", load: 25, unit: "count", given: "schedule", tolerance: 0, quantity: "throttled", predicted: 35, measured: 35},
    {check: "burst-of-five", load: 11, learnedAt: 5, of: "one-per-environment", given: "schedule", quantity: "environments", unit: "count", tolerance: 0.1, predicted: 10, measured: 10},
    {check: "burst-of-five", load: 11, learnedAt: 5, of: "one-per-environment", given: "schedule", quantity: "p50", unit: "ms", tolerance: 0.03, predicted: 154.125, measured: 155.135},
    {check: "burst-of-five", load: 11, learnedAt: 5, quantity: "cost", of: "one-per-environment", unit: "$ per million", given: "schedule", tolerance: 0.05, predicted: 3.7691135486035163, measured: 3.76132038897819},
    {check: "steady", quantity: "mean environments", of: "one-per-environment", unit: "count", load: 29.696347467424037, tolerance: 0.02, learnedAt: 4.298564675249149, given: "arrivals", predicted: 42.1909379746468, measured: 42.05770969758368},
    {check: "steady", quantity: "mean environments", of: "one-per-environment", unit: "count", load: 29.696347467424037, tolerance: 0.02, learnedAt: 4.298564675249149, given: "schedule", sampling: 0.0820837468671238, predicted: 40.578119926821174, measured: 42.05770969758368},
    {check: "held-out", of: "one-per-environment", load: 329, learnedAt: 54, quantity: "environments", unit: "count", tolerance: 0.02, given: "schedule", sampling: 0.018533258405026357, predicted: 335.275, measured: 329},
    {check: "held-out", of: "one-per-environment", load: 329, learnedAt: 54, quantity: "p99", unit: "ms", tolerance: 0.15, given: "schedule", sampling: 0.0026448232788807515, predicted: 9934, measured: 9945.087},
    {check: "held-out", of: "one-per-environment", load: 329, learnedAt: 54, quantity: "memory", unit: "MB", tolerance: 0.1, given: "schedule", predicted: 16380.2978515625, measured: 16314.30859375},
    {check: "held-out", load: 329, learnedAt: 54, quantity: "cost", of: "one-per-environment", unit: "$ per million", given: "schedule", tolerance: 0.05, predicted: 187.47811424082755, measured: 185.32084438214602},
    {check: "servers 60/s", quantity: "p50", of: "server", load: 0.23526413198898719, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "arrivals", predicted: 54.53125, measured: 54.143},
    {check: "servers 60/s", quantity: "p50", of: "server", load: 0.23526413198898719, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "schedule", sampling: 0, predicted: 54.53125, measured: 54.143},
    {check: "servers 60/s", quantity: "p99", of: "server", load: 0.23526413198898719, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "arrivals", predicted: 60.65625, measured: 59.679},
    {check: "servers 60/s", quantity: "p99", of: "server", load: 0.23526413198898719, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "schedule", sampling: 0.020786234495447118, predicted: 60.825, measured: 59.679},
    {check: "servers 145/s", quantity: "p50", of: "server", load: 0.5063633890506919, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "arrivals", predicted: 56.90625, measured: 55.551},
    {check: "servers 145/s", quantity: "p50", of: "server", load: 0.5063633890506919, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "schedule", sampling: 0.003411312031717983, predicted: 56.7421875, measured: 55.551},
    {check: "servers 145/s", quantity: "p99", of: "server", load: 0.5063633890506919, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "arrivals", predicted: 67.5625, measured: 64.095},
    {check: "servers 145/s", quantity: "p99", of: "server", load: 0.5063633890506919, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "schedule", sampling: 0.05656009395829753, predicted: 69.45625, measured: 64.095},
    {check: "servers 230/s", quantity: "p50", of: "server", load: 0.7504235169199707, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "arrivals", predicted: 62.84375, measured: 58.399},
    {check: "servers 230/s", quantity: "p50", of: "server", load: 0.7504235169199707, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.03, given: "schedule", sampling: 0.0190027621949352, predicted: 63.47734375, measured: 58.399},
    {check: "servers 230/s", quantity: "p99", of: "server", load: 0.7504235169199707, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "arrivals", predicted: 122.3125, measured: 95.679},
    {check: "servers 230/s", quantity: "p99", of: "server", load: 0.7504235169199707, learnedAt: 0.06292676470615233, unit: "ms", tolerance: 0.1, given: "schedule", sampling: 0.20532356785709036, predicted: 112.56875, measured: 95.679},
  ],
};
