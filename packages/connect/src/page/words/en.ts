// What the page says, in English: the dictionary that the others have to match. Short sentences that anybody understands, without the
// server's words for things.

import { errors } from "./errors/en.ts"

export const en = {
  language: "en" as "en" | "es" | "pt", // of any dictionary, for the type of all
  title: "Connect your account",
  back: "Back",
  close: "Close",
  continue: "Continue",
  loading: "One moment…",
  closed: "You can close this window now.",

  consent: {
    title: (application: string) => `${application} asks to read your financial data`,
    titleAt: (application: string, institution: string) => `${application} asks to read your data at ${institution}`,
    intro: "It can look, and nothing else. Nobody can move money.",
    reads: "What is read",
    readsAll: "Accounts, cards, transactions and more, listed before you log in.",
    howLong: "For how long",
    forDays: (days: number) =>
      days === 1 ? "For 1 day, or until you take it back." : `For ${days} days, or until you take it back.`,
    untilRevoked: "Until you take it back. You can do that at any time.",
    where: "Where it connects",
    whereLater: "Only to the institution that you choose. You see its addresses first.",
    secrets: "Your login",
    secretsText: (application: string) => `Stored encrypted on this server. ${application} never sees it.`,
    agree: "I agree, continue",
    decline: "No, thanks"
  },

  institutions: {
    title: "Choose your institution",
    search: "Search by name",
    count: (count: number) => (count === 1 ? "1 institution" : `${count} institutions`),
    none: "No institution has this name.",
    noneAtAll: "There is no institution to choose here. Please tell the application that sent you.",
    offline: "Not working now",
    unstable: "Unstable",
    beta: "Beta",
    sandbox: "Test"
  },

  types: {
    PERSONAL_BANK: "Personal",
    BUSINESS_BANK: "Business",
    INVOICE: "Invoices",
    INVESTMENT: "Investments",
    TELECOMMUNICATION: "Telephone",
    DIGITAL_ECONOMY: "Digital",
    PAYMENT_ACCOUNT: "Payment account",
    OTHER: "Other"
  },

  products: {
    ACCOUNTS: "Accounts and balances",
    CREDIT_CARDS: "Credit cards",
    TRANSACTIONS: "Transactions",
    PAYMENT_DATA: "Account numbers for payments",
    INVESTMENTS: "Investments",
    INVESTMENTS_TRANSACTIONS: "Investment movements",
    IDENTITY: "Your name and contact data",
    BROKERAGE_NOTE: "Brokerage notes",
    MOVE_SECURITY: "Transfers of investments",
    LOANS: "Loans",
    ACCOUNT_STATEMENTS: "Account statements"
  },

  credentials: {
    title: (institution: string) => `Log in to ${institution}`,
    titleAtBank: (institution: string) => `Go on at ${institution}`,
    atBank: "You log in at the institution itself. We never see your password.",
    fresh: "Your data is stored. We only need what changes each time.",
    all: "Type everything again",
    reading: "Data that is read",
    talksTo: "Connects only to",
    talksToNobody: "Connects to nobody. What you give is read on this server.",
    secure: "Encrypted on this server. The application never sees it.",
    submit: "Connect",
    sending: "Sending…",
    optional: "optional",
    show: "Show",
    hide: "Hide",
    showOf: (label: string) => `Show ${label}`,
    hideOf: (label: string) => `Hide ${label}`,
    choose: "Choose…",
    pickFile: "Choose a file",
    changeFile: "Choose another file",
    fileTooLarge: (most: string) => `This file is too large. The limit is ${most}.`,
    fileUnreadable: "This file could not be read.",
    missing: "Please fill this in.",
    invalid: "Please check this. It does not look right.",
    check: "Please check the fields below.",
    unsure: "We do not know whether your data arrived. If you send it again, there may be two connections.",
    unsureUpdate: "We do not know whether your data arrived. You can send it again.",
    reset: "I forgot my password",
    picture: "Picture from the institution"
  },

  progress: {
    title: "Connecting",
    keep: "This can take a few minutes. Please keep this window open.",
    background: "This can take a few minutes. You can close this window, and we go on.",
    steps: { LOGIN: "Logging in", MERGING: "Putting everything in order" },
    done: "done",
    now: "now",
    toCome: "to come"
  },

  second: {
    codeTitle: "Type the code",
    codeText: (institution: string) => `${institution} sent you a code, or shows one in its app.`,
    selectTitle: "Choose one to go on",
    imageTitle: "Type what you see",
    submit: "Confirm",
    sending: "Sending…",
    left: (time: string) => `Time left: ${time}`,
    leftAloud: (seconds: number) =>
      seconds >= 60 ? `${Math.round(seconds / 60)} minutes left` : `${seconds} seconds left`,
    over: "The time is over.",
    notTaken: "This was not accepted. Please try again.",
    expired: "The time for this code was over.",
    approveTitle: "Approve it on your phone",
    approveText: (where: string) => `A request was sent to ${where}. Approve it there; this page goes on by itself.`,
    qrTitle: "Scan this code",
    qrText: (institution: string) => `Open the app of ${institution}, choose to scan a code, and point it here.`,
    qrAlt: "QR code of the institution",
    redirectTitle: (institution: string) => `Log in at ${institution}`,
    redirectText: "A new window opens with the institution's own page. Log in there, then come back here.",
    redirectOpen: "Open the login page",
    redirectAgain: "Open it again",
    redirectOpened: "The page is open in another window. This one goes on when you are done there.",
    redirectBlocked:
      "Your browser did not open the window. Please allow windows from this page and press the button again.",
    waiting: "Waiting for you…"
  },

  success: {
    title: "Connected",
    text: (institution: string, application: string) => `${application} can now read your data at ${institution}.`,
    done: "Done"
  },

  partial: {
    title: "Connected, but not everything came",
    text: (institution: string) => `${institution} did not give us all of it. The rest is tried again by itself.`,
    came: "What came",
    missing: "What did not come"
  },

  lost: {
    title: "We cannot reach the server",
    text: "Check your internet connection. We try again by ourselves, and you do not lose your place.",
    unsure: "We do not know yet whether your data arrived. Nothing is sent twice without asking you.",
    again: "Try again now",
    trying: "Trying…"
  },

  refused: {
    title: "This cannot go on here",
    "no-token": "This page was opened without a key from the application. Please go back there and start again.",
    expired: "The time to connect is over. Please go back to the application and start again.",
    origin: "This page is shown by a site that the application did not name. Do not type any password here.",
    "no-institution": "This institution is not available here. Please tell the application that sent you.",
    "no-item": "This connection no longer exists. Please go back to the application and start again."
  },

  error: {
    provider: (institution: string) => `${institution} says:`,
    retryAt: (time: string) => `You can try again from ${time}.`,
    ways: {
      again: "Try again",
      change: "Type the data again",
      reset: "Reset the password at the institution",
      visit: "Open the institution's site",
      other: "Choose another institution",
      close: "Close"
    }
  },

  leave: {
    title: "Stop connecting?",
    text: "Your connection is not ready yet. If you close now, it may stay unfinished.",
    stay: "Keep connecting",
    leave: "Close anyway"
  },

  errors
}

/** The words of any language. */
export type Words = typeof en
