/** What the build adds to the sources. */

/** The name of the checker's file among the assets. */
declare const CHECKER_FILE: string;

declare module "*.css";
