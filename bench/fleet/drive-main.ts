import { driveCoordinator } from './drive-coordinator.ts';
import type { StreamPlan } from './recorded-stream.ts';

/** `node dist/bench/fleet/drive-main.js PLAN FILE`: in a process of its own, whose memory is measured. */
const [plan = '', file = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await driveCoordinator(JSON.parse(plan) as StreamPlan, file)));
