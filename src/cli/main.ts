#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { runCommandLine } from './command-line.ts';
import { watchStandardStreams } from './standard-streams.ts';

watchStandardStreams();

// Every user of the machine can read arguments (ps, /proc/PID/cmdline), and --env or --set may contain a secret.
process.title = `rollcall ${/^[a-z]+$/.test(process.argv[2] ?? '') ? process.argv[2] : ''}`.trim();

await runCommandLine(hideBin(process.argv));
