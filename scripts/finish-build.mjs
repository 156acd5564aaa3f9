import { chmodSync, copyFileSync } from 'node:fs';

// tsc does not keep the executable bit that a bin needs when it is run from a checkout.
chmodSync('dist/src/cli/main.js', 0o755);

// Nor does it copy what is not TypeScript.
copyFileSync('targets/lambda/runtimes/bootstrap.py', 'dist/targets/lambda/runtimes/bootstrap.py');
