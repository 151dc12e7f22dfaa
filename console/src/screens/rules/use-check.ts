/**
 * What is wrong with a text, soon after typing stops. The product's own checker runs beside the page; the API, which knows the
 * catalogue and the lists, has the last word.
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../api/client.ts";
import type { BodyOf } from "../../api/types.ts";
import { checkHere } from "../../checker/client.ts";

export type Check = Pick<BodyOf<"checkRulebook">, "errors" | "warnings" | "examples"> & {
  readonly busy: boolean;
};

const HERE_MS = 200;
const API_MS = 900;

export const useCheck = (source: string): Check => {
  const state = useSignal<Check>({ errors: [], warnings: [], examples: [], busy: true });
  useEffect(() => {
    let outdated = false;
    state.value = { ...state.value, busy: true };
    const here = setTimeout(async () => {
      const errors = await checkHere(source);
      if (!outdated) state.value = { ...state.value, errors };
    }, HERE_MS);
    const api = setTimeout(async () => {
      const reply = await call<BodyOf<"checkRulebook">>("/rulebooks/check", { method: "POST", body: source });
      if (!outdated && reply.ok) state.value = { ...reply.body, busy: false };
    }, API_MS);
    return () => {
      outdated = true;
      clearTimeout(here);
      clearTimeout(api);
    };
  }, [source]);
  return state.value;
};
