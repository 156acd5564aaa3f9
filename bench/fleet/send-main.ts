import type { StreamPlan } from './recorded-stream.ts';
import { sendBlocks } from './send-blocks.ts';

/** `node dist/bench/fleet/send-main.js PLAN` */
const [plan = ''] = process.argv.slice(2);
await sendBlocks(JSON.parse(plan) as StreamPlan, process.stdout);
