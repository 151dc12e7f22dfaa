/** What the build adds to the sources. */

/** The name of the checker's file among the assets. */
declare const CHECKER_FILE: string;

declare module "*.css";

/** Of browsers that enforce Trusted Types. TypeScript's DOM library lacks them. */
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL(text: string): string },
      ): { createScriptURL(text: string): object };
    }
  | undefined;
