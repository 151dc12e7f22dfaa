/** What rules may add for free, and the links of streaming videos. */
import { usePages } from "../../api/pages.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, setQuery, to } from "../../app/router.ts";
import { t } from "../../i18n/core.ts";
import { may } from "../../session/caller.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { Badge } from "../../ui/status.tsx";
import { Ago } from "../../ui/time.tsx";
import { catalogueTexts } from "./texts.ts";

type List = BodyOf<"listCatalogue">;
type Entry = List["entries"][number];

const isMissing = (): boolean => query.value.get("missing") === "link";

const Link = ({ entry: { type, link } }: { readonly entry: Entry }) => {
  if (link !== undefined) return <span class="link-text">{link}</span>;
  return type === "video" ? <Badge tone="warn">{catalogueTexts().noLink}</Badge> : null;
};

const Row = ({ entry }: { readonly entry: Entry }) => (
  <tr>
    <td class="main-cell">
      <a href={to(["catalogue", entry.sku], { client: entry.clientId })} data-row>
        {entry.title}
      </a>
      <small class="mono">
        {entry.sku} <ClientName id={entry.clientId} />
      </small>
    </td>
    <td>{t().value[entry.type] ?? entry.type}</td>
    <td>
      <Link entry={entry} />
    </td>
    <td class="when optional">
      <Ago at={entry.updatedAt} />
    </td>
  </tr>
);

const Table = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const text = catalogueTexts();
  return (
    <table class="list">
      <thead>
        <tr>
          <th scope="col">{text.name}</th>
          <th scope="col">{text.type}</th>
          <th scope="col">{text.link}</th>
          <th scope="col" class="when optional">
            {text.changed}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Row key={`${entry.clientId}/${entry.sku}`} entry={entry} />
        ))}
      </tbody>
    </table>
  );
};

export const CatalogueScreen = () => {
  const text = catalogueTexts();
  const missing = isMissing();
  const pages = usePages<List>(`/catalog?limit=100${missing ? "&missing=link" : ""}`);
  const entries = pages.all.flatMap((page) => page.entries);
  return (
    <>
      <header class="screen-head">
        <div>
          <h1>{text.title}</h1>
          <p class="sub">{text.help}</p>
        </div>
        {may("catalog:write") && (
          <a class="button primary" href={to(["catalogue", "new"])}>
            {text.add}
          </a>
        )}
      </header>
      <div class="filters">
        <fieldset class="segments" aria-label={text.title}>
          {[false, true].map((one) => (
            <button
              key={String(one)}
              type="button"
              aria-pressed={one === missing}
              onClick={() => setQuery({ missing: one ? "link" : undefined })}
            >
              {one ? text.missing : text.all}
            </button>
          ))}
        </fieldset>
      </div>
      <Loaded state={pages.state}>
        {() =>
          entries.length === 0 ? (
            <Empty title={missing ? text.noneMissing : text.none} />
          ) : (
            <Table entries={entries} />
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
