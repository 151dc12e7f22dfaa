/** Keys with what each may do and when it was last used; revoking one asks first. */
import { useSignal } from "@preact/signals";
import { call } from "../../api/client.ts";
import { refresh, useResource } from "../../api/resource.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { t } from "../../i18n/core.ts";
import { caller } from "../../session/caller.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { date } from "../../ui/format.ts";
import { Loaded, ProblemNote } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { keyTexts } from "./texts.ts";

type Key = BodyOf<"listKeys">["keys"][number];

const CREATE = "npm run keys -- create --client SHOP --scopes orders:read --name NAME";

const State = ({ apiKey }: { readonly apiKey: Key }) => {
  const text = keyTexts();
  if (apiKey.revokedAt !== null) return <Badge tone="off">{text.revoked}</Badge>;
  if (apiKey.expiresAt === null) return <>{text.never}</>;
  if (Date.parse(apiKey.expiresAt) < Date.now()) return <Badge tone="off">{text.expired}</Badge>;
  return <>{date(apiKey.expiresAt)}</>;
};

const RevokeDialog = ({ apiKey, onClose }: { readonly apiKey: Key; readonly onClose: () => void }) => {
  const text = keyTexts();
  const problem = useSignal<Problem | undefined>(undefined);
  const revoke = async () => {
    const reply = await call(`/keys/${apiKey.keyId}?client=${encodeURIComponent(apiKey.clientId)}`, {
      method: "DELETE",
    });
    problem.value = reply.ok ? undefined : reply.problem;
    await refresh("/keys");
    if (reply.ok) onClose();
  };
  return (
    <Dialog title={text.revokeTitle(apiKey.name ?? apiKey.hint)} onClose={onClose}>
      <p>{text.revokeWhat}</p>
      {problem.value !== undefined && <ProblemNote problem={problem.value} />}
      <footer>
        <button type="button" class="secondary" onClick={onClose}>
          {t().common.cancel}
        </button>
        <button type="button" class="danger" onClick={() => void revoke()}>
          {text.revoke}
        </button>
      </footer>
    </Dialog>
  );
};

const Row = ({ apiKey, onRevoke }: { readonly apiKey: Key; readonly onRevoke: () => void }) => {
  const text = keyTexts();
  const isOwn = apiKey.keyId === caller.value?.keyId;
  return (
    <tr>
      <td>
        {apiKey.name ?? <i>{text.noName}</i>} {isOwn && <Badge tone="busy">{text.own}</Badge>}
        <small class="mono">
          {apiKey.hint} · {apiKey.clientId}
        </small>
      </td>
      <td class="optional">
        <small class="scopes">{apiKey.scopes.join(", ")}</small>
      </td>
      <td data-label={text.lastUsed}>
        {apiKey.lastUsedAt === null ? text.never : <Ago at={apiKey.lastUsedAt} />}
      </td>
      <td data-label={text.expires}>
        <State apiKey={apiKey} />
      </td>
      <td class="number">
        {apiKey.revokedAt === null && !isOwn && (
          <button type="button" class="link" onClick={onRevoke}>
            {text.revoke}
          </button>
        )}
      </td>
    </tr>
  );
};

export const KeyTable = () => {
  const text = keyTexts();
  const state = useResource<BodyOf<"listKeys">>("/keys");
  const revoking = useSignal<Key | undefined>(undefined);
  return (
    <>
      <Loaded state={state}>
        {({ keys }) => (
          <table class="list cards">
            <thead>
              <tr>
                <th scope="col">{text.name}</th>
                <th scope="col" class="optional">
                  {text.scopes}
                </th>
                <th scope="col">{text.lastUsed}</th>
                <th scope="col">{text.expires}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {keys.map((apiKey) => (
                <Row
                  key={apiKey.keyId}
                  apiKey={apiKey}
                  onRevoke={() => {
                    revoking.value = apiKey;
                  }}
                />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      <div class="below">
        <p class="hint">{text.create}</p>
        <div class="code">
          <pre>{CREATE}</pre>
        </div>
      </div>
      {revoking.value !== undefined && (
        <RevokeDialog
          apiKey={revoking.value}
          onClose={() => {
            revoking.value = undefined;
          }}
        />
      )}
    </>
  );
};
