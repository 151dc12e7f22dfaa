/** The texts of the screen of what needs attention. */
import { texts } from "../../i18n/locale.ts";

const en = {
  title: "Attention",
  empty: "Nothing needs attention.",
  emptyHelp: (time: string) => `Every task is done or on its way. Last looked at ${time}.`,
  tasks: (count: number) => (count === 1 ? "1 task" : `${count} tasks`),
  since: "since",
  last: "last",
  samples: "For example",
  list: "All orders that need attention",
  run: (count: number) => `Run ${count} again`,
  fixAndRun: (count: number) => `Save and run ${count} again`,
  runTitle: (count: number) => `Run ${count} tasks again`,
  plan: (eligible: number, orders: number) =>
    `${eligible} tasks of ${orders} orders run again, in the order in which the orders were accepted.`,
  refused: (count: number) => `${count} cannot run again.`,
  remaining: (count: number) => `${count} more have to be run with a further request.`,
  note: "Why (for the history)",
  refusal:
    "This is a refusal by the rules of the business: running it again changes nothing while its cause exists.",
  progress: (done: number, open: number) => `${done} done, ${open} open`,
  failedAgain: (count: number) => `${count} were refused or failed again`,
};

const pt: typeof en = {
  title: "Atenção",
  empty: "Nada requer atenção.",
  emptyHelp: (time) => `Todas as tarefas estão feitas ou a caminho. Verificado às ${time}.`,
  tasks: (count) => (count === 1 ? "1 tarefa" : `${count} tarefas`),
  since: "desde",
  last: "última",
  samples: "Por exemplo",
  list: "Todos os pedidos que requerem atenção",
  run: (count) => `Executar ${count} de novo`,
  fixAndRun: (count) => `Salvar e executar ${count} de novo`,
  runTitle: (count) => `Executar ${count} tarefas de novo`,
  plan: (eligible, orders) =>
    `${eligible} tarefas de ${orders} pedidos são executadas de novo, na ordem em que os pedidos foram aceitos.`,
  refused: (count) => `${count} não podem ser executadas de novo.`,
  remaining: (count) => `Outras ${count} precisam de mais uma solicitação.`,
  note: "Por quê (para o histórico)",
  refusal: "É uma recusa das regras do negócio: executar de novo não muda nada enquanto a causa existir.",
  progress: (done, open) => `${done} feitas, ${open} em aberto`,
  failedAgain: (count) => `${count} foram recusadas ou falharam de novo`,
};

export const attentionTexts = texts(en, pt);
