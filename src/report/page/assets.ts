/** Made of src/report/browser and docs/metrics.md. The build and the tests put the values here (scripts/browser-assets.mjs). */
export declare const pageScript: string;
/** For the policy of the page: this script runs, and no other. */
export declare const scriptHash: string;
/** Of the page that shows a run while it lasts. */
export declare const liveScript: string;
export declare const liveScriptHash: string;
/** Of the page of a plan: that of every page, its controls, and the formulas of the planner. */
export declare const planScript: string;
export declare const planScriptHash: string;
export declare const styleSheet: string;
/** Path, unit, formula and source of every number of a run: the rows of the tables in docs/metrics.md that have a unit. */
export declare const glossaryRows: string[][];
