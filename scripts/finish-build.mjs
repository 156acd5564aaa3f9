import { chmodSync } from 'node:fs';

// tsc does not keep the executable bit that a bin needs when it is run from a checkout.
chmodSync('dist/src/cli/main.js', 0o755);
