// Lo que dice la página, en español.
import type { Words } from "./en.ts"
import { errors } from "./errors/es.ts"

export const es: Words = {
  language: "es",
  title: "Conecta tu cuenta",
  back: "Volver",
  close: "Cerrar",
  continue: "Continuar",
  loading: "Un momento…",
  closed: "Ya puedes cerrar esta ventana.",

  consent: {
    title: (application) => `${application} pide leer tus datos financieros`,
    titleAt: (application, institution) => `${application} pide leer tus datos en ${institution}`,
    intro: "Solo puede mirar. Nadie puede mover dinero.",
    reads: "Qué se lee",
    readsAll: "Cuentas, tarjetas, movimientos y más, en una lista antes de entrar.",
    howLong: "Por cuánto tiempo",
    forDays: (days) =>
      days === 1 ? "Por 1 día, o hasta que lo canceles." : `Por ${days} días, o hasta que lo canceles.`,
    untilRevoked: "Hasta que lo canceles. Puedes hacerlo cuando quieras.",
    where: "Con quién se conecta",
    whereLater: "Solo con la institución que elijas. Verás las direcciones antes.",
    secrets: "Tu acceso",
    secretsText: (application) => `Queda cifrado en este servidor. ${application} nunca lo ve.`,
    agree: "Acepto",
    decline: "Ahora no"
  },

  institutions: {
    title: "Elige tu institución",
    search: "Buscar por nombre",
    count: (count) => (count === 1 ? "1 institución" : `${count} instituciones`),
    none: "Ninguna institución tiene ese nombre.",
    noneAtAll: "Aquí no hay ninguna institución para elegir. Avisa a la aplicación que te trajo.",
    offline: "No funciona ahora",
    unstable: "Inestable",
    beta: "Beta",
    sandbox: "Prueba"
  },

  types: {
    PERSONAL_BANK: "Personas",
    BUSINESS_BANK: "Empresas",
    INVOICE: "Facturas",
    INVESTMENT: "Inversiones",
    TELECOMMUNICATION: "Telefonía",
    DIGITAL_ECONOMY: "Digital",
    PAYMENT_ACCOUNT: "Cuenta de pago",
    OTHER: "Otra"
  },

  products: {
    ACCOUNTS: "Cuentas y saldos",
    CREDIT_CARDS: "Tarjetas de crédito",
    TRANSACTIONS: "Movimientos",
    PAYMENT_DATA: "Números de cuenta para pagos",
    INVESTMENTS: "Inversiones",
    INVESTMENTS_TRANSACTIONS: "Movimientos de inversiones",
    IDENTITY: "Tu nombre y datos de contacto",
    BROKERAGE_NOTE: "Notas de corretaje",
    MOVE_SECURITY: "Traslados de inversiones",
    LOANS: "Préstamos",
    ACCOUNT_STATEMENTS: "Extractos de cuenta"
  },

  credentials: {
    title: (institution) => `Entra en ${institution}`,
    titleAtBank: (institution) => `Sigue en ${institution}`,
    atBank: "Entras en la propia institución. Nunca vemos tu contraseña.",
    fresh: "Tus datos ya están guardados. Solo falta lo que cambia cada vez.",
    all: "Escribir todo de nuevo",
    reading: "Datos que se leen",
    talksTo: "Se conecta solo con",
    talksToNobody: "No se conecta con nadie. Lo que entregas se lee en este servidor.",
    secure: "Cifrado en este servidor. La aplicación nunca lo ve.",
    submit: "Conectar",
    sending: "Enviando…",
    optional: "opcional",
    show: "Mostrar",
    hide: "Ocultar",
    showOf: (label) => `Mostrar ${label}`,
    hideOf: (label) => `Ocultar ${label}`,
    choose: "Elige…",
    pickFile: "Elegir un archivo",
    changeFile: "Elegir otro archivo",
    fileTooLarge: (most) => `Este archivo es demasiado grande. El límite es ${most}.`,
    fileUnreadable: "No se pudo leer este archivo.",
    missing: "Completa este campo.",
    invalid: "Revisa este campo. Parece que hay un error.",
    check: "Revisa los campos de abajo.",
    unsure: "No sabemos si tus datos llegaron. Si los envías otra vez, puede haber dos conexiones.",
    unsureUpdate: "No sabemos si tus datos llegaron. Puedes enviarlos otra vez.",
    reset: "Olvidé mi contraseña",
    picture: "Imagen de la institución"
  },

  progress: {
    title: "Conectando",
    keep: "Puede tardar unos minutos. Deja esta ventana abierta.",
    background: "Puede tardar unos minutos. Puedes cerrar esta ventana, y nosotros seguimos.",
    steps: { LOGIN: "Entrando", MERGING: "Ordenando todo" },
    done: "listo",
    now: "ahora",
    toCome: "después"
  },

  second: {
    codeTitle: "Escribe el código",
    codeText: (institution) => `${institution} te envió un código, o muestra uno en su aplicación.`,
    selectTitle: "Elige una opción para seguir",
    imageTitle: "Escribe lo que ves",
    submit: "Confirmar",
    sending: "Enviando…",
    left: (time) => `Tiempo restante: ${time}`,
    leftAloud: (seconds) =>
      seconds >= 60 ? `Quedan ${Math.round(seconds / 60)} minutos` : `Quedan ${seconds} segundos`,
    over: "Se acabó el tiempo.",
    notTaken: "Esto no fue aceptado. Inténtalo otra vez.",
    expired: "El tiempo de este código ya había terminado.",
    approveTitle: "Apruébalo en tu teléfono",
    approveText: (where) => `Se envió una solicitud a ${where}. Apruébala allí; esta página sigue sola.`,
    qrTitle: "Escanea este código",
    qrText: (institution) => `Abre la aplicación de ${institution}, elige escanear un código y apunta aquí.`,
    qrAlt: "Código QR de la institución",
    redirectTitle: (institution) => `Entra en ${institution}`,
    redirectText: "Se abre otra ventana con la página de la propia institución. Entra allí y después vuelve aquí.",
    redirectOpen: "Abrir la página de acceso",
    redirectAgain: "Abrirla otra vez",
    redirectOpened: "La página está abierta en otra ventana. Esta sigue cuando termines allí.",
    redirectBlocked: "Tu navegador no abrió la ventana. Permite las ventanas de esta página y pulsa el botón otra vez.",
    waiting: "Esperándote…"
  },

  success: {
    title: "Conectado",
    text: (institution, application) => `${application} ya puede leer tus datos en ${institution}.`,
    done: "Listo"
  },

  partial: {
    title: "Conectado, pero no llegó todo",
    text: (institution) => `${institution} no entregó todo. El resto se busca otra vez solo.`,
    came: "Lo que llegó",
    missing: "Lo que no llegó"
  },

  lost: {
    title: "No hay contacto con el servidor",
    text: "Revisa tu conexión a internet. Lo intentamos otra vez solos, y no pierdes tu lugar.",
    unsure: "Aún no sabemos si tus datos llegaron. Nada se envía dos veces sin preguntarte.",
    again: "Intentar ahora",
    trying: "Intentando…"
  },

  refused: {
    title: "No se puede seguir aquí",
    "no-token": "Esta página se abrió sin la clave de la aplicación. Vuelve allí y empieza de nuevo.",
    expired: "Se acabó el tiempo para conectar. Vuelve a la aplicación y empieza de nuevo.",
    origin: "Esta página la muestra un sitio que la aplicación no indicó. No escribas aquí ninguna contraseña.",
    "no-institution": "Esta institución no está disponible aquí. Avisa a la aplicación que te trajo.",
    "no-item": "Esta conexión ya no existe. Vuelve a la aplicación y empieza de nuevo."
  },

  error: {
    provider: (institution) => `${institution} dice:`,
    retryAt: (time) => `Puedes intentarlo otra vez a partir de las ${time}.`,
    ways: {
      again: "Intentar otra vez",
      change: "Escribir los datos otra vez",
      reset: "Cambiar la contraseña en la institución",
      visit: "Abrir el sitio de la institución",
      other: "Elegir otra institución",
      close: "Cerrar"
    }
  },

  leave: {
    title: "¿Dejar de conectar?",
    text: "Tu conexión aún no está lista. Si cierras ahora, puede quedar a medias.",
    stay: "Seguir conectando",
    leave: "Cerrar de todos modos"
  },

  errors
}
