/** Refusals of requests, in Portuguese. */
import type { Translations } from "./translate.ts";

export const refusals: Translations = {
  "agent {} has no commission rate": "o agente {0} não tem taxa de comissão",
  "agent {} has no commission rate valid at {}": "o agente {0} não tem taxa de comissão válida em {1}",
  "There is no such path; GET /docs lists all of them.": "Este caminho não existe; GET /docs lista todos.",
  "There is no such file; reload the page.": "Este arquivo não existe; recarregue a página.",
  "Allowed methods: {}.": "Métodos permitidos: {0}.",
  "The console is not built: npm run build:console.": "O console não foi construído: npm run build:console.",
  "is unknown: there is no such version": "é desconhecida: não há essa versão",
  "This API key lacks the scope rules:read, which a version that is not active needs.":
    "Falta a esta chave de API o escopo rules:read, exigido por uma versão que não está em vigor.",
  "An order must not have more than {} lines.": "Um pedido não pode ter mais de {0} itens.",
  "There is already a cancellation {} of this order with different content.":
    "Já existe um cancelamento {0} deste pedido com outro conteúdo.",
  "There is already an order {} with different content.": "Já existe um pedido {0} com outro conteúdo.",
  "{} tasks can run again, not {}; look at them once more.":
    "{0} tarefas podem ser executadas de novo, não {1}; veja-as mais uma vez.",
  "is required: there is no such agent yet": "é obrigatório: esse agente ainda não existe",
  "Agent {} already has a rate of {} basis points valid from that instant; rates are never overwritten.":
    "O agente {0} já tem uma taxa de {1} pontos-base a partir desse momento; taxas nunca são sobrescritas.",
  "Agent {} already has {} from that instant; managers are never overwritten.":
    "O agente {0} já tem {1} a partir desse momento; gerentes nunca são sobrescritos.",
  "no manager": "nenhum gerente",
  "the manager {}": "o gerente {0}",
  "must not be agent or manager: rules use these words for roles":
    "não pode ser agent nem manager: as regras usam essas palavras para papéis",
  "an agent cannot be its own manager": "um agente não pode ser seu próprio gerente",
  "List {} holds values of the kind {}; another kind needs another list.":
    "A lista {0} contém valores do tipo {1}; outro tipo precisa de outra lista.",
  "A list must not have more than {} values.": "Uma lista não pode ter mais de {0} valores.",
  "is required for a new list": "é obrigatório para uma lista nova",
  "List {} is used by rulebook {}, which is active, scheduled or in the shadow.":
    "A lista {0} é usada pela versão {1} das regras, que está em vigor, agendada ou na sombra.",
  "Rules of version {} send webhooks to {}; those versions are active, scheduled or in the shadow.":
    "Regras da versão {0} enviam webhooks para {1}; essas versões estão em vigor, agendadas ou na sombra.",
  "Tasks of the customer's orders are still open: {}. Wait until they are done, or cancel the orders.":
    "Ainda há tarefas abertas de pedidos do cliente: {0}. Espere até que terminem, ou cancele os pedidos.",
  "A list comes as {}.": "Uma lista vem como {0}.",
  "There is already {} {} with different content.": "Já existe {0} {1} com outro conteúdo.",
  "an adjustment": "um ajuste",
  "a payment": "um pagamento",
  "The month {} is not over.": "O mês {0} não terminou.",
  "Months are closed in their order; {} is the first that is open.":
    "Os meses são fechados em ordem; {0} é o primeiro aberto.",
  "It comes as {}.": "Vem como {0}.",
  "A packing slip comes as {}.": "Um romaneio vem como {0}.",
  "was voided by a cancellation{}": "foi anulado por um cancelamento{0}",
  "there is no such packing slip": "esse romaneio não existe",
  "A print comes as application/json or {}.": "Uma impressão vem como application/json ou {0}.",
  "must be after since": "deve ser depois de since",
  "must be at most {} days before until": "deve ser no máximo {0} dias antes de until",
  "must not be in the past: orders have been decided since":
    "não pode estar no passado: pedidos já foram decididos desde então",
  "Rulebook {} is not active: {}.": "A versão {0} das regras não está em vigor: {1}.",
  "Rulebook {} cannot be activated: {} of its examples fail.":
    "A versão {0} das regras não pode ser ligada: {1} dos seus exemplos falham.",
  "Rulebook {} looks into lists that do not exist: {}.":
    "A versão {0} das regras consulta listas que não existem: {1}.",
  "Rulebook {} is active and cannot run in shadow mode.":
    "A versão {0} das regras está em vigor e não pode rodar na sombra.",
  "Rulebook {} cannot be loaded, so it cannot decide orders.":
    "A versão {0} das regras não pode ser carregada, então não pode decidir pedidos.",
  "This activation of rulebook {} took effect at {}.":
    "Esta ativação da versão {0} das regras entrou em vigor em {1}.",
  "This key saved rulebook {}, so another one must approve it.":
    "Esta chave salvou a versão {0} das regras, então outra precisa aprová-la.",
  "some text holds NUL or an unpaired surrogate":
    "algum texto contém NUL ou um substituto sem par (unpaired surrogate)",
  "The rulebook has {}.": "As regras têm {0}.",
  "one issue": "um problema",
  "{} issues": "{0} problemas",
  "list {} has no version {}": "a lista {0} não tem a versão {1}",
  "{} were changed": "{0} foram mudados",
  "rule {} was renamed from {}": "a regra {0} foi renomeada de {1}",
  "rule {} was added": "a regra {0} foi acrescentada",
  "rule {} was removed": "a regra {0} foi removida",
  "rule {} was changed": "a regra {0} foi mudada",
  "Rulebook {} is not active; no rulebook is.": "A versão {0} das regras não está em vigor; nenhuma está.",
  "Rulebook {} is not active; {} is. The errors list what differs in it.":
    "A versão {0} das regras não está em vigor; a versão {1} está. Os problemas listam o que difere nela.",
  "A simulation comes as {}.": "Uma simulação vem como {0}.",
  "is unknown: {}": "é desconhecido: {0}",
  "A valid API key is needed: Authorization: Bearer <api key>.":
    "É preciso uma chave de API válida: Authorization: Bearer <chave>.",
  "The database is unavailable; try again in a moment.":
    "O banco de dados não está disponível; tente de novo em instantes.",
  "This API key lacks the scope {}.": "Falta a esta chave de API o escopo {0}.",
  "Several clients have the {} {}; say which one is meant by ?client=.":
    "Várias lojas têm {0} {1}; diga qual delas com ?client=.",
  "is unknown: there is no such client": "é desconhecida: essa loja não existe",
  "The request took too long; try again in a moment.":
    "A requisição demorou demais; tente de novo em instantes.",
  "The database is busy; try again in a moment.":
    "O banco de dados está ocupado; tente de novo em instantes.",
  "No rulebook is active.": "Nenhuma versão das regras está em vigor.",
  "The active rulebook cannot be loaded; activate another version.":
    "A versão em vigor das regras não pode ser carregada; ligue outra versão.",
  "An internal error occurred. Please report the request id.":
    "Ocorreu um erro interno. Informe o código da requisição.",
  "must be given once": "deve ser dado uma vez",
  "is unknown; there are {}": "é desconhecido; há {0}",
  "is malformed": "está malformado",
  "The Content-Type must be {} in UTF-8.": "O Content-Type deve ser {0} em UTF-8.",
  "must be an object": "deve ser um objeto",
  "The body must be a JSON object.": "O corpo deve ser um objeto JSON.",
  "The Content-Encoding must be identity: send the body uncompressed.":
    "O Content-Encoding deve ser identity: envie o corpo sem compressão.",
  "The body must not be larger than 1 MiB.": "O corpo não pode passar de 1 MiB.",
  "The body is empty.": "O corpo está vazio.",
  "The body is not UTF-8.": "O corpo não está em UTF-8.",
  "The body holds NUL, which cannot be stored.": "O corpo contém NUL, que não pode ser guardado.",
  "and {} more issues": "e mais {0} problemas",
  "The body has {}.": "O corpo tem {0}.",
  "The {} parameter {} {}.": "O parâmetro {1} ({0}) {2}.",
  "This API key lacks the scope clients:all, which another client's data need.":
    "Falta a esta chave de API o escopo clients:all, exigido pelos dados de outra loja.",
};
