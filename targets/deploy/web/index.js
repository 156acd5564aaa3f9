// A web function starts with index.js at the root of its package, as an ES module or not: this is both.
void import('./server.mjs');
