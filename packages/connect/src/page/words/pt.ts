// O que a página diz, em português do Brasil.
import type { Words } from "./en.ts"
import { errors } from "./errors/pt.ts"

export const pt: Words = {
  language: "pt",
  title: "Conecte sua conta",
  back: "Voltar",
  close: "Fechar",
  continue: "Continuar",
  loading: "Só um momento…",
  closed: "Você já pode fechar esta janela.",

  consent: {
    title: (application) => `${application} quer ler seus dados financeiros`,
    titleAt: (application, institution) => `${application} quer ler seus dados em ${institution}`,
    intro: "É só leitura. Ninguém consegue movimentar dinheiro.",
    reads: "O que será lido",
    readsAll: "Contas, cartões, transações e mais, listados antes do login.",
    howLong: "Por quanto tempo",
    forDays: (days) => (days === 1 ? "Por 1 dia, ou até você cancelar." : `Por ${days} dias, ou até você cancelar.`),
    untilRevoked: "Até você cancelar. Você pode cancelar quando quiser.",
    where: "Com quem conversa",
    whereLater: "Só com a instituição que você escolher. Você vê os endereços antes.",
    secrets: "Seu login",
    secretsText: (application) => `Guardado com criptografia neste servidor. ${application} nunca vê.`,
    agree: "Concordo",
    decline: "Agora não"
  },

  institutions: {
    title: "Escolha sua instituição",
    search: "Buscar pelo nome",
    count: (count) => (count === 1 ? "1 instituição" : `${count} instituições`),
    none: "Nenhuma instituição com esse nome.",
    noneAtAll: "Não há instituição para escolher aqui. Avise o aplicativo que trouxe você.",
    offline: "Fora do ar",
    unstable: "Instável",
    beta: "Beta",
    sandbox: "Teste"
  },

  types: {
    PERSONAL_BANK: "Pessoa física",
    BUSINESS_BANK: "Empresa",
    INVOICE: "Faturas",
    INVESTMENT: "Investimentos",
    TELECOMMUNICATION: "Telefonia",
    DIGITAL_ECONOMY: "Digital",
    PAYMENT_ACCOUNT: "Conta de pagamento",
    OTHER: "Outra"
  },

  products: {
    ACCOUNTS: "Contas e saldos",
    CREDIT_CARDS: "Cartões de crédito",
    TRANSACTIONS: "Transações",
    PAYMENT_DATA: "Números de conta para pagamentos",
    INVESTMENTS: "Investimentos",
    INVESTMENTS_TRANSACTIONS: "Movimentações de investimentos",
    IDENTITY: "Seu nome e contatos",
    BROKERAGE_NOTE: "Notas de corretagem",
    MOVE_SECURITY: "Transferências de investimentos",
    LOANS: "Empréstimos",
    ACCOUNT_STATEMENTS: "Extratos de conta"
  },

  credentials: {
    title: (institution) => `Entre em ${institution}`,
    titleAtBank: (institution) => `Continue em ${institution}`,
    atBank: "Você entra na própria instituição. Nós nunca vemos sua senha.",
    fresh: "Seus dados já estão guardados. Só falta o que muda a cada vez.",
    all: "Digitar tudo de novo",
    reading: "Dados que serão lidos",
    talksTo: "Conversa só com",
    talksToNobody: "Não conversa com ninguém. O que você enviar é lido neste servidor.",
    secure: "Guardado com criptografia neste servidor. O aplicativo nunca vê.",
    submit: "Conectar",
    sending: "Enviando…",
    optional: "opcional",
    show: "Mostrar",
    hide: "Ocultar",
    showOf: (label) => `Mostrar ${label}`,
    hideOf: (label) => `Ocultar ${label}`,
    choose: "Escolha…",
    pickFile: "Escolher um arquivo",
    changeFile: "Escolher outro arquivo",
    fileTooLarge: (most) => `Este arquivo é grande demais. O limite é ${most}.`,
    fileUnreadable: "Não foi possível ler este arquivo.",
    missing: "Preencha este campo.",
    invalid: "Confira este campo. Parece que há um erro.",
    check: "Confira os campos abaixo.",
    unsure: "Não sabemos se seus dados chegaram. Se você enviar de novo, pode haver duas conexões.",
    unsureUpdate: "Não sabemos se seus dados chegaram. Você pode enviar de novo.",
    reset: "Esqueci minha senha",
    picture: "Imagem enviada pela instituição"
  },

  progress: {
    title: "Conectando",
    keep: "Pode levar alguns minutos. Deixe esta janela aberta.",
    background: "Pode levar alguns minutos. Você pode fechar esta janela, e nós continuamos.",
    steps: { LOGIN: "Entrando", MERGING: "Organizando tudo" },
    done: "pronto",
    now: "agora",
    toCome: "a seguir"
  },

  second: {
    codeTitle: "Digite o código",
    codeText: (institution) => `${institution} enviou um código para você, ou mostra um no aplicativo.`,
    selectTitle: "Escolha uma opção para continuar",
    imageTitle: "Digite o que você vê",
    submit: "Confirmar",
    sending: "Enviando…",
    left: (time) => `Tempo restante: ${time}`,
    leftAloud: (seconds) =>
      seconds >= 60 ? `Faltam ${Math.round(seconds / 60)} minutos` : `Faltam ${seconds} segundos`,
    over: "O tempo acabou.",
    notTaken: "Isso não foi aceito. Tente de novo.",
    expired: "O tempo deste código já tinha acabado.",
    approveTitle: "Aprove no celular",
    approveText: (where) => `Um pedido foi enviado para ${where}. Aprove por lá; esta página continua sozinha.`,
    qrTitle: "Leia este código",
    qrText: (institution) => `Abra o aplicativo de ${institution}, escolha ler um código e aponte para cá.`,
    qrAlt: "Código QR da instituição",
    redirectTitle: (institution) => `Entre em ${institution}`,
    redirectText: "Uma nova janela abre com a página da própria instituição. Entre lá e depois volte para cá.",
    redirectOpen: "Abrir a página de login",
    redirectAgain: "Abrir de novo",
    redirectOpened: "A página está aberta em outra janela. Esta continua quando você terminar lá.",
    redirectBlocked: "Seu navegador não abriu a janela. Permita janelas desta página e aperte o botão mais uma vez.",
    waiting: "Esperando por você…"
  },

  success: {
    title: "Conectado",
    text: (institution, application) => `${application} já pode ler seus dados em ${institution}.`,
    done: "Concluir"
  },

  partial: {
    title: "Conectado, mas nem tudo chegou",
    text: (institution) => `${institution} não entregou tudo. O resto será buscado de novo sozinho.`,
    came: "O que chegou",
    missing: "O que não chegou"
  },

  lost: {
    title: "Sem contato com o servidor",
    text: "Confira sua conexão com a internet. Nós tentamos de novo sozinhos, e você não perde o lugar.",
    unsure: "Ainda não sabemos se seus dados chegaram. Nada é enviado duas vezes sem perguntar a você.",
    again: "Tentar agora",
    trying: "Tentando…"
  },

  refused: {
    title: "Não dá para continuar aqui",
    "no-token": "Esta página foi aberta sem a chave do aplicativo. Volte para lá e comece de novo.",
    expired: "O tempo para conectar acabou. Volte ao aplicativo e comece de novo.",
    origin: "Quem mostra esta página é um site que o aplicativo não indicou. Não digite nenhuma senha aqui.",
    "no-institution": "Esta instituição não está disponível aqui. Avise o aplicativo que trouxe você.",
    "no-item": "Esta conexão não existe mais. Volte ao aplicativo e comece de novo."
  },

  error: {
    provider: (institution) => `${institution} diz:`,
    retryAt: (time) => `Você pode tentar de novo a partir das ${time}.`,
    ways: {
      again: "Tentar de novo",
      change: "Digitar os dados de novo",
      reset: "Trocar a senha na instituição",
      visit: "Abrir o site da instituição",
      other: "Escolher outra instituição",
      close: "Fechar"
    }
  },

  leave: {
    title: "Parar de conectar?",
    text: "Sua conexão ainda não está pronta. Se fechar agora, ela pode ficar pela metade.",
    stay: "Continuar conectando",
    leave: "Fechar mesmo assim"
  },

  errors
}
