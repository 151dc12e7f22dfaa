/** The decision tables of the rules, edited as tables. The text of the rules is the only state: every change is made in it. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Grid, TableEdit } from "../../../../lib/rulebook/check/edit-table.ts";
import { changeTable, gridsIn } from "../../checker/client.ts";
import { Icon } from "../../ui/icon.tsx";
import { apiText } from "../../i18n/api-text.ts";
import { Empty, Loading } from "../../ui/notice.tsx";
import { saveFile } from "../../ui/save-file.ts";
import type { Issue } from "./fix-of.ts";
import { type CellIssues, issuesOfCells } from "./issue-cells.ts";
import { tableTexts } from "./table-texts.ts";

type Props = {
  readonly source: string;
  readonly issues: readonly Issue[];
  readonly hasErrors: boolean;
  readonly onInput: (source: string) => void;
};
type Edit = (edit: TableEdit) => void;

const translated = (issues: readonly Issue[]): Issue[] =>
  issues.map((issue) => ({ ...issue, detail: apiText(issue.detail) }));

const EXAMPLE = `tables:
  - id: book-rates
    rows:
      - { when: { line.type: book, line.total: 0..50000 }, then: [{ commission: { rateBps: 500 } }] }
      - { when: { line.type: book, line.total: 50000.. }, then: [{ commission: { rateBps: 700 } }] }`;

const Cell = ({
  row,
  title,
  text,
  issue,
  onEdit,
}: {
  readonly row: number;
  readonly title: string;
  readonly text: string;
  readonly issue: string | undefined;
  readonly onEdit: Edit;
}) => (
  <td class={issue === undefined ? "" : "bad"} title={issue}>
    <input
      class="mono"
      aria-label={tableTexts().cell(row + 1, title)}
      aria-invalid={issue !== undefined}
      key={text}
      defaultValue={text}
      spellcheck={false}
      onChange={({ currentTarget }) => onEdit({ kind: "cell", row, title, text: currentTarget.value.trim() })}
    />
  </td>
);

const Rows = ({
  grid,
  titles,
  issues,
  onEdit,
}: {
  readonly grid: Grid;
  readonly titles: readonly string[];
  readonly issues: CellIssues;
  readonly onEdit: Edit;
}) => {
  const text = tableTexts();
  return (
    <tbody>
      {grid.rows.map((cells, row) => (
        <tr key={row} class={issues.row(row) === undefined ? "" : "bad"} title={issues.row(row)}>
          <th scope="row">{row + 1}</th>
          {titles.map((title, index) => (
            <Cell
              key={title}
              row={row}
              title={title}
              text={cells[index] ?? ""}
              issue={issues.cell(row, title)}
              onEdit={onEdit}
            />
          ))}
          <td>
            <button
              type="button"
              class="icon-button"
              aria-label={text.remove(row + 1)}
              disabled={grid.rows.length === 1}
              onClick={() => onEdit({ kind: "remove", row })}
            >
              <Icon name="close" />
            </button>
          </td>
        </tr>
      ))}
    </tbody>
  );
};

const written = (cell: string): string => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** As spreadsheets in Brazil read it: semicolons, and a byte order mark. */
const csvOf = ({ titles, rows }: Grid): string =>
  `\ufeff${[titles, ...rows].map((cells) => `${cells.map(written).join(";")}\r\n`).join("")}`;

const Files = ({ grid, onEdit }: { readonly grid: Grid; readonly onEdit: Edit }) => {
  const text = tableTexts();
  const input = useRef<HTMLInputElement>(null);
  const open = async () => {
    const file = input.current?.files?.[0];
    if (file !== undefined) onEdit({ kind: "csv", text: await file.text() });
    if (input.current !== null) input.current.value = "";
  };
  const save = () => saveFile(new Blob([csvOf(grid)], { type: "text/csv; charset=utf-8" }), `${grid.id}.csv`);
  return (
    <>
      <button type="button" class="secondary" onClick={save}>
        <Icon name="down" />
        {text.save}
      </button>
      <label class="button secondary">
        {text.open}
        <input
          ref={input}
          class="visually-absent"
          type="file"
          accept=".csv,text/csv"
          onChange={() => void open()}
        />
      </label>
    </>
  );
};

const Refused = ({ why }: { readonly why: string }) => (
  <p class="note bad" role="alert">
    {why}
  </p>
);

const Table = ({ grid, source, issues, onInput }: Props & { readonly grid: Grid }) => {
  const text = tableTexts();
  const added = useSignal<readonly string[]>([]);
  const refused = useSignal<string | undefined>(undefined);
  const titles = [...grid.titles, ...added.value.filter((title) => !grid.titles.includes(title))];
  const edit: Edit = async (change) => {
    const result = await changeTable(source, grid.id, change);
    refused.value = result.ok ? undefined : result.error;
    if (result.ok) onInput(result.value);
  };
  const addColumn = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const title = String(new FormData(form).get("column") ?? "").trim();
    if (title !== "") added.value = [...added.value, title];
    form.reset();
  };
  return (
    <section class="decision-table">
      <h2 class="mono">{grid.id}</h2>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{text.row}</th>
              {titles.map((title) => (
                <th key={title} scope="col" class="mono">
                  {title}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <Rows
            grid={grid}
            titles={titles}
            issues={issuesOfCells(translated(issues), grid.index, titles)}
            onEdit={edit}
          />
        </table>
      </div>
      {refused.value !== undefined && <Refused why={apiText(refused.value)} />}
      <div class="filters">
        <button type="button" class="secondary" onClick={() => edit({ kind: "add" })}>
          {text.add}
        </button>
        <Files grid={grid} onEdit={edit} />
        <form class="inline" onSubmit={addColumn}>
          <input name="column" class="mono" required placeholder={text.column} aria-label={text.column} />
          <button type="submit" class="secondary">
            {text.addColumn}
          </button>
        </form>
      </div>
    </section>
  );
};

const useGrids = (source: string): readonly Grid[] | undefined => {
  const grids = useSignal<readonly Grid[] | undefined>(undefined);
  useEffect(() => {
    let outdated = false;
    void gridsIn(source).then((found) => {
      if (!outdated) grids.value = found;
    });
    return () => {
      outdated = true;
    };
  }, [source]);
  return grids.value;
};

export const Tables = (props: Props) => {
  const text = tableTexts();
  const grids = useGrids(props.source);
  if (grids === undefined) return <Loading />;
  if (grids.length === 0 && props.hasErrors) return <p class="hint">{text.unreadable}</p>;
  if (grids.length === 0)
    return (
      <Empty title={text.none}>
        <p>{text.noneHelp}</p>
        <div class="code">
          <pre>{EXAMPLE}</pre>
        </div>
      </Empty>
    );
  return (
    <>
      <p class="hint">{text.help}</p>
      {grids.map((grid) => (
        <Table key={grid.id} grid={grid} {...props} />
      ))}
    </>
  );
};
