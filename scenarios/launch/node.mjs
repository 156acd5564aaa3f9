// A line, then for each line of stdin a subprocess that prints one.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

console.log('ready');
for await (const _line of createInterface(process.stdin))
  spawn('echo', ['started'], { stdio: ['ignore', 'inherit', 'inherit'] });
