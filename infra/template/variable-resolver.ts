/** What the serverless framework passes to a variable's function, and how the variables of this project read it. */

export type VariableResolver = { readonly resolveVariable: (variable: string) => Promise<unknown> };

/**
 * An error about serverless.yml or its parameters. The framework prints an error's stack if it has one; only the message helps
 * the person who deploys.
 */
export const configurationError = (message: string): Error =>
  Object.assign(new Error(message), { stack: undefined });

/** The value as text; empty when it is not set. */
export const textOf = async ({ resolveVariable }: VariableResolver, variable: string): Promise<string> =>
  String((await resolveVariable(`${variable}, ''`)) ?? "");

/** Whether the stage is `local`, which emulators run. */
export const isLocalStage = async (resolver: VariableResolver): Promise<boolean> =>
  (await textOf(resolver, "sls:stage")) === "local";
