/** Packing slips by destination: those to print, and those that were. */
import { type Signal, useSignal } from "@preact/signals";
import { usePages } from "../../api/pages.ts";
import { useSnapshot } from "../../api/resource.ts";
import type { BodyOf } from "../../api/types.ts";
import { query, setQuery, to } from "../../app/router.ts";
import { locale } from "../../i18n/locale.ts";
import { may } from "../../session/caller.ts";
import { ClientName } from "../../ui/client-name.tsx";
import { More } from "../../ui/more.tsx";
import { Empty, Loaded } from "../../ui/notice.tsx";
import { currentTab, Tabs } from "../../ui/tabs.tsx";
import { Ago } from "../../ui/time.tsx";
import { orderTexts } from "../order/texts.ts";
import { PrintButton } from "./print.tsx";
import { SlipDialog } from "./slip-dialog.tsx";
import { slipListTexts } from "./texts.ts";

type Slip = BodyOf<"listPackingSlips">["packingSlips"][number];
type Selection = Signal<ReadonlySet<string>>;

type Destination = Pick<BodyOf<"readVocabulary">["destinations"][number], "id"> & {
  readonly title?: BodyOf<"readVocabulary">["destinations"][number]["title"];
};

/** For keys that may not read the rules, which define further ones. */
const BUILT_IN: readonly Destination[] = [{ id: "shipping" }, { id: "royalties" }];

const path = (): string => {
  const search = new URLSearchParams({ limit: "100" });
  const tab = currentTab("waiting");
  if (tab !== "all") search.set("printed", String(tab === "printed"));
  for (const name of ["destination", "q"]) {
    const value = query.value.get(name) ?? "";
    if (value !== "") search.set(name, value);
  }
  return `/packing-slips?${search}`;
};

const toggle = (selection: Selection, number: string): void => {
  const next = new Set(selection.value);
  if (!next.delete(number)) next.add(number);
  selection.value = next;
};

const Row = ({
  slip,
  selection,
  onOpen,
}: {
  readonly slip: Slip;
  readonly selection: Selection;
  readonly onOpen: () => void;
}) => (
  <tr>
    <td class="id">
      <input
        type="checkbox"
        aria-label={slipListTexts().select(slip.number)}
        checked={selection.value.has(slip.number)}
        onChange={() => toggle(selection, slip.number)}
      />
    </td>
    <td>
      <button type="button" class="link mono" data-row onClick={onOpen}>
        {slip.number}
      </button>
      <small>{slip.title ?? orderTexts().destination[slip.destination] ?? slip.destination}</small>
    </td>
    <td class="wide">
      {slip.recipient}
      <small>
        <a class="mono" href={to(["orders", slip.orderId], { client: slip.clientId })}>
          {slip.orderId}
        </a>
        <ClientName id={slip.clientId} />
      </small>
    </td>
    <td class="number" data-label={slipListTexts().units}>
      {slip.units}
    </td>
    <td class="number optional">{slip.weightGrams === null ? "" : `${slip.weightGrams} g`}</td>
    <td class="when">
      <Ago at={slip.issuedAt} />
    </td>
  </tr>
);

const Table = ({ slips, selection }: { readonly slips: readonly Slip[]; readonly selection: Selection }) => {
  const text = slipListTexts();
  const open = useSignal<Slip | undefined>(undefined);
  const all = slips.every(({ number }) => selection.value.has(number));
  return (
    <>
      <table class="list cards">
        <thead>
          <tr>
            <th scope="col" class="id">
              <input
                type="checkbox"
                aria-label={text.selectAll}
                checked={all}
                onChange={() => {
                  selection.value = new Set(all ? [] : slips.map(({ number }) => number));
                }}
              />
            </th>
            <th scope="col">{text.slip}</th>
            <th scope="col">{text.recipient}</th>
            <th scope="col" class="number">
              {text.units}
            </th>
            <th scope="col" class="number optional">
              {text.weight}
            </th>
            <th scope="col" class="when">
              {text.issued}
            </th>
          </tr>
        </thead>
        <tbody>
          {slips.map((slip) => (
            <Row
              key={slip.number}
              slip={slip}
              selection={selection}
              onOpen={() => {
                open.value = slip;
              }}
            />
          ))}
        </tbody>
      </table>
      {open.value !== undefined && (
        <SlipDialog
          slip={open.value.number}
          client={open.value.clientId}
          onClose={() => {
            open.value = undefined;
          }}
        />
      )}
    </>
  );
};

const Filters = () => {
  const text = slipListTexts();
  const { data } = useSnapshot<BodyOf<"readVocabulary">>(may("rules:read") ? "/vocabulary" : undefined);
  const destinations: readonly Destination[] = data?.destinations ?? BUILT_IN;
  return (
    <div class="filters">
      <Tabs
        label={text.title}
        tabs={[
          ["waiting", text.toPrint],
          ["printed", text.printed],
          ["all", text.all],
        ]}
      />
      <label class="inline">
        <span>{text.destination}</span>
        <select
          value={query.value.get("destination") ?? ""}
          onChange={({ currentTarget }) => setQuery({ destination: currentTarget.value })}
        >
          <option value="">{text.everywhere}</option>
          {destinations.map(({ id, title }) => (
            <option key={id} value={id}>
              {title?.[locale.value] ?? orderTexts().destination[id]}
            </option>
          ))}
        </select>
      </label>
      <search>
        <input
          type="search"
          class="rule-search"
          data-scan
          placeholder={text.search}
          aria-label={text.search}
          defaultValue={query.value.get("q") ?? ""}
          onChange={({ currentTarget }) => setQuery({ q: currentTarget.value.trim() })}
        />
      </search>
    </div>
  );
};

export const SlipsScreen = () => {
  const text = slipListTexts();
  const pages = usePages<BodyOf<"listPackingSlips">>(path());
  const slips = pages.all.flatMap(({ packingSlips }) => packingSlips);
  const selection = useSignal<ReadonlySet<string>>(new Set());
  const shown = slips.map(({ number }) => number);
  return (
    <>
      <header class="screen-head">
        <h1>{text.title}</h1>
        {may("slips:print") && (
          <PrintButton numbers={shown.filter((number) => selection.value.has(number))} />
        )}
      </header>
      <Filters />
      <Loaded state={pages.state}>
        {() =>
          slips.length === 0 ? (
            <Empty title={query.value.has("q") ? text.noMatch : text.none}>
              {!query.value.has("q") && <p>{text.noneHelp}</p>}
            </Empty>
          ) : (
            <Table slips={slips} selection={selection} />
          )
        }
      </Loaded>
      <More pages={pages} />
    </>
  );
};
