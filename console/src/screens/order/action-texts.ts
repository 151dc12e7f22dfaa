/** The texts of what can be done with a whole order. */
import { texts } from "../../i18n/locale.ts";

const en = {
  todayHelp: (active: number, then: number) =>
    `The order as it was posted, decided again by version ${active}, which is in force. It was decided by version ${then}. Nothing happens to it.`,
  todaySame: (active: number) => `The same: version ${active} would cause exactly what happened.`,
  todayCancelled:
    "Items of it were cancelled: what was not done yet was reduced to what is left, which differs here.",
  wouldBeAdded: "added",
  wouldBeRemoved: "left out",
  wouldChange: "other lines",
  linesChange: (before: string, after: string) => `lines ${before} → ${after}`,
  itemAdded: "free item added",
  itemRemoved: "free item left out",
  noteAdded: "note added",
  noteRemoved: "note left out",
  exampleHelp:
    "An entry for the examples of the rules: from then on no version that decides such an order otherwise can be switched on. It names no person.",
  exampleEdit: "Edit the rules",
};

const pt: typeof en = {
  todayHelp: (active, then) =>
    `O pedido como foi enviado, decidido de novo pela versão ${active}, que está em vigor. Foi decidido pela versão ${then}. Nada acontece com ele.`,
  todaySame: (active) => `Igual: a versão ${active} causaria exatamente o que aconteceu.`,
  todayCancelled:
    "Itens dele foram cancelados: o que não estava feito foi reduzido ao que resta, e aparece aqui como diferença.",
  wouldBeAdded: "a mais",
  wouldBeRemoved: "a menos",
  wouldChange: "outros itens",
  linesChange: (before, after) => `itens ${before} → ${after}`,
  itemAdded: "brinde a mais",
  itemRemoved: "brinde a menos",
  noteAdded: "nota a mais",
  noteRemoved: "nota a menos",
  exampleHelp:
    "Uma entrada para os exemplos das regras: a partir daí, nenhuma versão que decida um pedido assim de outra forma pode ser ligada. Não identifica ninguém.",
  exampleEdit: "Editar as regras",
};

export const actionTexts = texts(en, pt);
