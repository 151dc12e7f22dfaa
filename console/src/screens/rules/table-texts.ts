/** The texts of decision tables that are edited as tables. */
import { texts } from "../../i18n/locale.ts";

const en = {
  none: "These rules have no table.",
  unreadable: "The text has issues; its tables are shown when it can be read.",
  noneHelp:
    "Many rules that differ in their values alone are easier to read as a table. Write one in the text:",
  help: "A cell is a value, several as [book, video], or a range as 0..50000; an empty one fits anything. In the text, only the row that changes is replaced.",
  row: "Row",
  cell: (row: number, title: string) => `Row ${row}, ${title}`,
  add: "Add a row",
  remove: (row: number) => `Remove row ${row}`,
  column: "Column, such as line.plan",
  addColumn: "Add a column",
  save: "CSV",
  open: "Replace by a CSV file",
};
const pt: typeof en = {
  none: "Estas regras não têm tabela.",
  unreadable: "O texto tem problemas; as tabelas aparecem quando ele puder ser lido.",
  noneHelp:
    "Muitas regras que só diferem nos valores são mais fáceis de ler em tabela. Escreva uma no texto:",
  help: "Uma célula é um valor, vários como [book, video], ou uma faixa como 0..50000; vazia, serve para tudo. Só a linha que muda é reescrita no texto.",
  row: "Linha",
  cell: (row, title) => `Linha ${row}, ${title}`,
  add: "Acrescentar linha",
  remove: (row) => `Remover a linha ${row}`,
  column: "Coluna, como line.plan",
  addColumn: "Acrescentar coluna",
  save: "CSV",
  open: "Substituir por um arquivo CSV",
};

export const tableTexts = texts(en, pt);
