/**
 * The API key of this tab. It is in sessionStorage, which ends with the tab, and tabs of one browser share it by a
 * channel while one of them has it.
 */
import { signal } from "@preact/signals";

const STORAGE = "despacho.key";
const CHANNEL = "despacho.session";

export type Locked = "signed-out" | "idle" | "rejected";

/** Why the sign-in form is over the page; undefined while a key is in use. */
export const locked = signal<Locked | undefined>(undefined);
export const sessionKey = signal<string | undefined>(undefined);

type Message = { readonly kind: "ask" | "sign-out" } | { readonly kind: "key"; readonly key: string };

const channel = new BroadcastChannel(CHANNEL);
const post = (message: Message): void => channel.postMessage(message);

/** The key of a link such as `/console/#key=…`, which is removed from the address and the history at once. */
const keyOfFragment = (): string | undefined => {
  const key = new URLSearchParams(location.hash.slice(1)).get("key") ?? undefined;
  if (key !== undefined) history.replaceState(null, "", location.pathname + location.search);
  return key;
};

/** Tries a key. The form stays over the page until the API accepts it. */
export const signIn = (key: string): void => {
  sessionStorage.setItem(STORAGE, key);
  sessionKey.value = key;
};

/** The API accepted the key: the form closes here and in the other tabs. */
export const accept = (key: string): void => {
  locked.value = undefined;
  post({ kind: "key", key });
};

/** The API refused the key, which is not used again. */
export const reject = (): void => forget("rejected");

const forget = (reason: Locked): void => {
  sessionStorage.removeItem(STORAGE);
  sessionKey.value = undefined;
  locked.value = reason;
};

/** Forgets the key in every tab. */
export const signOut = (reason: Locked = "signed-out"): void => {
  forget(reason);
  post({ kind: "sign-out" });
};

channel.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === "ask" && sessionKey.value !== undefined) post({ kind: "key", key: sessionKey.value });
  if (data.kind === "key" && sessionKey.value === undefined) signIn(data.key);
  if (data.kind === "sign-out" && sessionKey.value !== undefined) forget("signed-out");
};

const start = (): void => {
  const key = keyOfFragment() ?? sessionStorage.getItem(STORAGE) ?? undefined;
  if (key === undefined) {
    locked.value = "signed-out";
    post({ kind: "ask" });
  } else signIn(key);
};

start();
