/** Shows a file that only a request with the key gets, in a tab of its own. */
import type { FileReply } from "../api/client.ts";

const RELEASE_MS = 60_000;

/** The tab is opened at once, because a browser blocks one that is opened after a request. */
export const showFile = async (load: () => Promise<FileReply>): Promise<FileReply> => {
  const tab = globalThis.open("", "_blank");
  const reply = await load();
  if (!reply.ok) {
    tab?.close();
    return reply;
  }
  const url = URL.createObjectURL(reply.body.file);
  if (tab !== null) tab.location.href = url;
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
  return reply;
};
