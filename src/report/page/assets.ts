/** Of src/report/browser. The build and the tests put the values here (scripts/browser-assets.mjs). */
export declare const pageScript: string;
/** For the policy of the page: this script runs, and no other. */
export declare const scriptHash: string;
export declare const styleSheet: string;
