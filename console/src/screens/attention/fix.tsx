/** The fix of a cause, in place: the rate that an agent lacks, the link that a video lacks. */
import { useSignal } from "@preact/signals";
import { type Call, call, type Reply } from "../../api/client.ts";
import { clientQuery } from "../../api/client-query.ts";
import type { BodyOf, Problem } from "../../api/types.ts";
import { may } from "../../session/caller.ts";
import { basisPointsOf } from "../../ui/basis-points.ts";
import { ProblemNote } from "../../ui/notice.tsx";
import { orderTexts } from "../order/texts.ts";
import type { Cause } from "./cause.ts";

type Props = {
  readonly cause: Cause;
  readonly client: string | undefined;
  readonly label: string;
  readonly onFixed: () => Promise<void>;
};

/** Sends a form, and runs what it fixed when it is accepted. */
const useForm = (onFixed: () => Promise<void>) => {
  const problem = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const submit = async (send: () => Promise<Reply<unknown>>): Promise<void> => {
    busy.value = true;
    const reply = await send();
    problem.value = reply.ok ? undefined : reply.problem;
    if (reply.ok) await onFixed();
    busy.value = false;
  };
  return { problem: problem.value, busy: busy.value, submit };
};

const put = (path: string, client: string | undefined, body: Call["body"] & object) =>
  call(`${path}${clientQuery(client)}`, { method: "PUT", body });

const field = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();

const RateFix = ({
  agentId,
  client,
  label,
  onFixed,
}: Omit<Props, "cause"> & { readonly agentId: string }) => {
  const text = orderTexts();
  const { problem, busy, submit } = useForm(onFixed);
  const path = `/agents/${encodeURIComponent(agentId)}`;
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = { name: field(form, "name"), commissionRateBps: basisPointsOf(field(form, "rate")) };
    void submit(() => put(path, client, body));
  };
  return (
    <form class="fix" onSubmit={onSubmit}>
      <b>{text.fixRate(agentId)}</b>
      <label>
        <span>{text.agentName}</span>
        <input name="name" required maxLength={200} defaultValue={agentId} />
      </label>
      <label class="narrow">
        <span>{text.ratePercent}</span>
        <input name="rate" required inputMode="decimal" pattern="\d{1,2}([.,]\d{1,2})?|100" />
      </label>
      <button type="submit" class="primary" disabled={busy}>
        {label}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </form>
  );
};

type Entry = BodyOf<"readCatalogueEntry">;

/** The stored entry with another link. A SKU that the catalogue lacks gets an entry named by it. */
const withLink = async (sku: string, client: string | undefined, link: string): Promise<Reply<unknown>> => {
  const path = `/catalog/${encodeURIComponent(sku)}`;
  const stored = await call<Entry>(`${path}${clientQuery(client)}`);
  if (!stored.ok && stored.status !== 404) return stored;
  const {
    sku: _sku,
    updatedAt: _at,
    clientId: _client,
    ...entry
  } = stored.ok ? stored.body : { sku, updatedAt: "", clientId: undefined, type: "video", title: sku };
  return put(path, client, { ...entry, link });
};

const LinkFix = ({ sku, client, label, onFixed }: Omit<Props, "cause"> & { readonly sku: string }) => {
  const text = orderTexts();
  const { problem, busy, submit } = useForm(onFixed);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const link = field(new FormData(event.currentTarget as HTMLFormElement), "link");
    void submit(() => withLink(sku, client, link));
  };
  return (
    <form class="fix" onSubmit={onSubmit}>
      <b>{text.fixLink(sku)}</b>
      <label class="grow">
        <span>{text.link}</span>
        <input name="link" type="url" required pattern="https://.+" placeholder="https://" />
      </label>
      <button type="submit" class="primary" disabled={busy}>
        {label}
      </button>
      {problem !== undefined && <ProblemNote problem={problem} />}
    </form>
  );
};

/** Nothing for causes without a fix, and for keys that may not make it. */
export const Fix = ({ cause, ...rest }: Props) => {
  if (cause.code === "agent-without-rate" && cause.agentId !== undefined && may("agents:write"))
    return <RateFix agentId={cause.agentId} {...rest} />;
  if (cause.code === "streaming-link-missing" && cause.sku !== undefined && may("catalog:write"))
    return <LinkFix sku={cause.sku} {...rest} />;
  return null;
};
