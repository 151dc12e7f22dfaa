/** What the serverless framework passes to a variable's function, and how the variables of this project read it. */

export type VariableResolver = { readonly resolveVariable: (variable: string) => Promise<unknown> };

/** The value as text; empty when it is not set. */
export const textOf = async ({ resolveVariable }: VariableResolver, variable: string): Promise<string> =>
  String((await resolveVariable(`${variable}, ''`)) ?? "");

/** Whether the stage is `local`, which emulators run. */
export const isLocalStage = async (resolver: VariableResolver): Promise<boolean> =>
  (await textOf(resolver, "sls:stage")) === "local";
