/** The versions of the rules, newest first. */
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { to } from "../../app/router.ts";
import { dateTime } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { When } from "../../ui/time.tsx";
import { ruleTexts } from "./texts.ts";

type Version = BodyOf<"listRulebooks">["rulebooks"][number];

const TONES = { draft: "off", scheduled: "busy", active: "ok", shadow: "warn", retired: "off" } as const;

export const StatusOf = ({ status }: { readonly status: Version["status"] }) => (
  <Badge tone={TONES[status]}>{ruleTexts().status[status]}</Badge>
);

const Row = ({ version }: { readonly version: Version }) => {
  const text = ruleTexts();
  return (
    <tr>
      <td class="main-cell wide">
        <a href={to(["rules", String(version.version)])} data-row>
          {text.version(version.version)}
        </a>
        <small>{version.note}</small>
      </td>
      <td>
        <StatusOf status={version.status} />
        {version.scheduledFor !== null && <small>{dateTime(version.scheduledFor)}</small>}
      </td>
      <td>
        {text.counts(version.rules)}
        {version.failedExamples > 0 && <small>{text.failed(version.failedExamples)}</small>}
      </td>
      <td class="when">
        <When at={version.createdAt} />
      </td>
    </tr>
  );
};

export const Versions = () => {
  const state = useResource<BodyOf<"listRulebooks">>("/rulebooks");
  return (
    <Loaded state={state}>
      {({ rulebooks }) => (
        <table class="list cards">
          <tbody>
            {rulebooks.map((version) => (
              <Row key={version.version} version={version} />
            ))}
          </tbody>
        </table>
      )}
    </Loaded>
  );
};
