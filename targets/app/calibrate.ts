import { calibrate } from './burn.ts';

// A program: prints how much work of `burn` this machine does per ms of CPU.
process.stdout.write(`${JSON.stringify({ iterationsPerMs: calibrate() })}\n`);
