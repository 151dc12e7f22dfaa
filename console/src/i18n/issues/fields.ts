/** What is wrong with a field of a request or with an action of a rule, in Portuguese. */
import type { Translations } from "./translate.ts";

export const fields: Translations = {
  "must be an https URL without user, password or fragment":
    "deve ser uma URL https sem usuário, senha ou fragmento",
  "must not repeat an event": "não pode repetir um evento",
  "must not repeat a client": "não pode repetir uma loja",
  "begins with a quote that is not closed": "começa com aspas que não fecham",
  "must be excel or rfc4180": "deve ser excel ou rfc4180",
  "must be pt-BR or en": "deve ser pt-BR ou en",
  "the member {} occurs more than once": "o membro {0} aparece mais de uma vez",
  "the name of a field {}": "o nome de um campo {0}",
  'unknown field "__proto__"': 'campo desconhecido "__proto__"',
  "The body holds text that cannot be stored.": "O corpo contém texto que não pode ser guardado.",
  "The body has an object with a duplicate member.": "O corpo tem um objeto com um membro repetido.",
  "The body is not JSON.": "O corpo não é JSON.",
  "must not be 0": "não pode ser 0",
  "must be a UUID": "deve ser um UUID",
  "must be {} to {} characters long": "deve ter de {0} a {1} caracteres",
  "must be a rulebook version": "deve ser uma versão das regras",
  "must be the id of an activation": "deve ser o código de uma ativação",
  "must be a whole number from {} to {}": "deve ser um número inteiro de {0} a {1}",
  "is required": "é obrigatório",
  "must be an https URL": "deve ser uma URL https",
  "must be received or paid": "deve ser received ou paid",
  "must not name more than 100 lists": "não pode nomear mais de 100 listas",
  "must be list versions such as december-skus:8,vip:2":
    "deve ter versões de listas como december-skus:8,vip:2",
  "must be link": "deve ser link",
  "There is no such key.": "Essa chave não existe.",
  "must be one of {}": "deve ser um de {0}",
  "must be a version of the list": "deve ser uma versão da lista",
  "There is no such mail.": "Esse e-mail não existe.",
  "There is no such agent.": "Esse agente não existe.",
  "must be active or inactive": "deve ser active ou inactive",
  "must be a plan name such as basic or plus": "deve ser o nome de um plano, como basic ou plus",
  "must be summary": "deve ser summary",
  "There is no such order.": "Esse pedido não existe.",
  "There is no such task in an order of yours.": "Essa tarefa não existe em um pedido seu.",
  "The catalogue has no such SKU.": "Esse SKU não está no catálogo.",
  "must be an ISO 4217 code": "deve ser um código ISO 4217",
  "There is no such packing slip.": "Esse romaneio não existe.",
  "There is no such customer.": "Esse cliente não existe.",
  "must be json or csv": "deve ser json ou csv",
  "There is no such activation.": "Essa ativação não existe.",
  "must be the number of a packing slip, such as 2026-000123":
    "deve ser o número de um romaneio, como 2026-000123",
  "must be true or false": "deve ser true ou false",
  "must be hour or day": "deve ser hour ou day",
  "must have either taskIds or filter": "deve ter taskIds ou filter",
  "is required with filter: the number of tasks that it selects, as a dry run says":
    "é obrigatório com filter: o número de tarefas que ele escolhe, como diz um ensaio",
  "There is no such task.": "Essa tarefa não existe.",
  "There is no such request.": "Essa requisição não existe.",
  "nothing is left to cancel": "não resta nada a cancelar",
  "must not be more than 5 minutes in the future": "não pode estar mais de 5 minutos no futuro",
  "is no cause{}": "não é uma causa{0}",
  "must be {} alone, which is about no id": "deve ser só {0}, que não é sobre um código",
  "must not be blank": "não pode estar em branco",
  "must be 1 to 64 of A-Z a-z 0-9 . _ -, and not . or ..":
    "deve ter de 1 a 64 de A-Z a-z 0-9 . _ -, e não ser . nem ..",
  "is not an ISO 4217 code": "não é um código ISO 4217",
  "must be an ISO 8601 period such as P1M or P1Y": "deve ser um período ISO 8601, como P1M ou P1Y",
  "must be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with _ or -":
    "deve ter de 1 a 64 de A-Z a-z 0-9 _ -, sem começar com _ nem -",
  "is not an id that a list can have": "não é um código que uma lista pode ter",
  "must be a domain such as example.com": "deve ser um domínio, como example.com",
  "must be an ISO 3166-1 alpha-2 code": "deve ser um código ISO 3166-1 alpha-2",
  "must be 1 to 40 of a-z 0-9 _": "deve ter de 1 a 40 de a-z 0-9 _",
  "must hold at most 20 pairs": "deve ter no máximo 20 pares",
  "must not exceed quantity × unitPrice": "não pode passar de quantity × unitPrice",
  "is also the id of line {}": "também é o código do item {0}",
  "is required: line {} is sent by post": "é obrigatório: o item {0} vai pelo correio",
  "must not be empty": "não pode estar vazio",
  "unknown field {}": "campo desconhecido: {0}",
  "the agents are not known here: `{}` is not checked{}":
    "os agentes não são conhecidos aqui: `{0}` não é verificado{1}",
  "template `{}` shows {{{}}}: {}": "o modelo `{0}` mostra {{{1}}}: {2}",
  "{} is about what was bought: a rule for each cancellation sends a template of the rulebook":
    "{0} é sobre o que foi comprado: uma regra por cancelamento envia um modelo das regras",
  "template `{}` is about one line: a rule for each cancellation sends one with `per: order`":
    "o modelo `{0}` é sobre um item: uma regra por cancelamento envia um com `per: order`",
  "a rule for each cancellation changes no membership to wait for":
    "uma regra por cancelamento não muda uma assinatura pela qual esperar",
  "membership-changed is about a change that is done: write `after: membership`":
    "membership-changed é sobre uma mudança feita: escreva `after: membership`",
  "membership-changed is about a change that is done: it waits for that alone":
    "membership-changed é sobre uma mudança feita: só espera por ela",
  "streaming-links is about no membership; it may wait for packingSlip":
    "streaming-links não é sobre uma assinatura; pode esperar por packingSlip",
  "must be lower case letters, digits and -, such as concert-ticket":
    "deve ter letras minúsculas, dígitos e -, como concert-ticket",
  "the catalogue has no streaming link for {}: without one the e-mail is rejected":
    "o catálogo não tem link de streaming para {0}: sem ele o e-mail é recusado",
  'such a line need not be a streaming video, and without a link the e-mail is rejected: restrict `when` by `line.type == "video" && line.delivery == "streaming"`':
    'um item assim pode não ser um vídeo por streaming, e sem link o e-mail é recusado: restrinja `when` por `line.type == "video" && line.delivery == "streaming"`',
  "a membership changes because of a line: leave out `forEach: order`":
    "uma assinatura muda por causa de um item: tire `forEach: order`",
  "deactivate takes no plan": "deactivate não recebe plano",
  "{} takes no period": "{0} não recebe período",
  "which plan? The lines of this rule need not have one: write `plan`, or restrict `when`":
    "qual plano? Os itens desta regra podem não ter um: escreva `plan`, ou restrinja `when`",
  'for which period? The lines of this rule need not have one: write `period`, give the plan one, or restrict `when`, as by `line.type == "membership"`':
    'por qual período? Os itens desta regra podem não ter um: escreva `period`, dê um ao plano, ou restrinja `when`, como por `line.type == "membership"`',
  "must be lower case letters, digits and -, such as shipping":
    "deve ter letras minúsculas, dígitos e -, como shipping",
  "a cancellation takes back the royalties of what it cancels by itself":
    "um cancelamento já desfaz os royalties do que cancela",
  "the order of such a line need not have a shipping address, and without one the slip is rejected: restrict `when` to lines that go by post, or by `has(order.shippingAddress)`":
    "o pedido de um item assim pode não ter endereço de entrega, e sem ele o romaneio é recusado: restrinja `when` a itens que vão pelo correio, ou por `has(order.shippingAddress)`",
  "must be letters, digits, . _ and -, such as book.sold, and begin with a letter":
    "deve ter letras, dígitos, . _ e -, como book.sold, e começar com uma letra",
  "must be letters, digits, _ and -, such as sku, and begin with a letter":
    "deve ter letras, dígitos, _ e -, como sku, e começar com uma letra",
  "a value must not be a mapping": "um valor não pode ser um mapa",
  "must not have more than {} values": "não pode ter mais de {0} valores",
  "no connection `{}`{}": "não há a conexão `{0}`{1}",
};
