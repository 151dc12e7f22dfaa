/** `/rules/3`, one version; and `/rules/edit`, a new one. */
import { useResource } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { segments, to } from "../../app/router.ts";
import { may } from "../../session/caller.ts";
import { authorName } from "../../ui/format.ts";
import { Loaded } from "../../ui/notice.tsx";
import { When } from "../../ui/time.tsx";
import { Changes, ShadowPanel, TryOut } from "./lazy-parts.ts";
import { Approval } from "./approval.tsx";
import { IssueList } from "./issue-list.tsx";
import { RuleList } from "./rule-list.tsx";
import { type Rulebook, rulesOf } from "./rule-types.ts";
import { Scheduled } from "./scheduled.tsx";
import { lazy } from "../../app/lazy.tsx";
import { SwitchOn } from "./switch-on.tsx";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { ruleTexts } from "./texts.ts";
import { StatusOf } from "./versions.tsx";

type Props = { readonly rulebook: Rulebook; readonly active: Rulebook | undefined };

const Head = ({ rulebook, active }: Props) => {
  const text = ruleTexts();
  return (
    <header class="screen-head">
      <div>
        <p class="crumbs">
          <a href={to(["rules"])}>{text.title}</a>
        </p>
        <h1>
          {text.version(rulebook.version)} <StatusOf status={rulebook.status} />
        </h1>
        <p class="sub">
          {rulebook.note !== null && <>{rulebook.note} · </>}
          {text.created} <When at={rulebook.createdAt} /> {text.by}{" "}
          <span title={rulebook.createdBy}>{authorName(rulebook.createdBy)}</span>
          {rulebook.basedOn !== null && <> · {text.basedOn(rulebook.basedOn)}</>}
        </p>
      </div>
      <div class="head-actions">
        {may("rules:write") && (
          <a class="button secondary" href={to(["rules", "edit"], { from: String(rulebook.version) })}>
            {text.edit}
          </a>
        )}
        {may("rules:activate") && rulebook.status !== "active" && (
          <SwitchOn rulebook={rulebook} active={active?.version} />
        )}
      </div>
    </header>
  );
};

const Content = ({ rulebook, active }: Props) => {
  switch (currentTab("rules")) {
    case "source":
      return <pre class="raw">{rulebook.source}</pre>;
    case "changes":
      return active === undefined ? null : <Changes before={active} after={rulebook.source} />;
    case "try":
      return <TryOut version={rulebook.version} />;
    case "shadow":
      return <ShadowPanel rulebook={rulebook} />;
    default:
      return <RuleList rules={rulesOf(rulebook)} version={rulebook.version} />;
  }
};

const Version = ({ rulebook, active }: Props) => {
  const text = ruleTexts();
  const moved =
    rulebook.status === "draft" &&
    active !== undefined &&
    rulebook.basedOn !== null &&
    rulebook.basedOn !== active.version;
  const hasShadow = rulebook.status === "shadow" || rulebook.shadow !== undefined;
  const issues = [...(rulebook.failedExamples ?? []), ...rulebook.warnings];
  return (
    <>
      <Head rulebook={rulebook} active={active} />
      <Scheduled />
      <Approval rulebook={rulebook} />
      {moved && <p class="note warn">{text.activeMoved(rulebook.basedOn!, active.version)}</p>}
      {(rulebook.failedExamples ?? []).length > 0 && <p class="note bad">{text.failedHelp}</p>}
      <IssueList issues={issues} failed={(rulebook.failedExamples ?? []).length} />
      <div class="filters">
        <Tabs
          label={text.version(rulebook.version)}
          tabs={[
            ["rules", text.rulesTab],
            ["changes", text.changes],
            ["try", text.try],
            ["source", text.source],
            ...(hasShadow ? [["shadow", text.shadow] as const] : []),
          ]}
        />
      </div>
      <Content rulebook={rulebook} active={active} />
    </>
  );
};

const VersionPage = ({ version }: { readonly version: string }) => {
  const state = useResource<BodyOf<"readRulebook">>(`/rulebooks/${encodeURIComponent(version)}`);
  const { data: active } = useResource<BodyOf<"readActiveRulebook">>("/rulebooks/active");
  return <Loaded state={state}>{(rulebook) => <Version rulebook={rulebook} active={active} />}</Loaded>;
};

const EditScreen = lazy(async () => (await import("./edit-screen.tsx")).EditScreen);

export const VersionScreen = () => {
  const id = segments.value[1] ?? "";
  return id === "edit" ? <EditScreen /> : <VersionPage version={id} />;
};
