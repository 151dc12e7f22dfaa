/** The comparison of two texts, loaded when it is first opened. */
import { useMemo } from "preact/hooks";
import { lazy } from "../../app/lazy.tsx";
import type { Rulebook } from "./rule-types.ts";

type Props = { readonly before: Rulebook; readonly after: string };

export const Changes = ({ before, after }: Props) => {
  const View = useMemo(
    () =>
      lazy(async () => {
        const { ChangedLines } = await import("./changes.tsx");
        return () => <ChangedLines before={before} after={after} />;
      }),
    [before, after],
  );
  return <View />;
};
