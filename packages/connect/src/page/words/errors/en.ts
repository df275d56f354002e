// What each error means to a person and what they can do, in English. A code that stands here under none is told as UNEXPECTED_ERROR.

export interface Said {
  readonly title: string
  readonly text: string
}

export const errors = {
  INVALID_CREDENTIALS: {
    title: "The login was not accepted",
    text: "The institution did not accept what you typed. Please check it and try again."
  },
  ACCOUNT_CREDENTIALS_RESET: {
    title: "Your password has to be changed",
    text: "The institution wants a new password. Make one there, then come back and type it here."
  },
  ACCOUNT_LOCKED: {
    title: "Your access is locked",
    text: "The institution locked your access, often after wrong passwords. Unlock it there, then try again."
  },
  USER_AUTHORIZATION_NOT_GRANTED: {
    title: "The access was not approved",
    text: "You, or your institution, did not approve the access. You can try again."
  },
  USER_AUTHORIZATION_REVOKED: {
    title: "The access was taken back",
    text: "The permission was ended at the institution. Connect again to renew it."
  },
  INVALID_CREDENTIALS_MFA: {
    title: "The code was not accepted",
    text: "The code was wrong or too old. Try again with a new one."
  },
  USER_INPUT_TIMEOUT: {
    title: "The institution got no answer",
    text: "The time was over, or the request was declined. Nothing is lost: you can try again."
  },
  USER_AUTHORIZATION_PENDING: {
    title: "Your device has to be authorised",
    text: "Authorise this access in the institution's app. It can take half an hour until it counts."
  },
  ACCOUNT_NEEDS_ACTION: {
    title: "The institution wants something from you",
    text: "Go to its site or app and do what it asks, such as accepting new terms. Then try again."
  },
  USER_NOT_SUPPORTED: {
    title: "This kind of account does not work yet",
    text: "We cannot read this kind of account at this institution."
  },
  ALREADY_LOGGED_IN: {
    title: "You are logged in elsewhere",
    text: "The institution allows one session at a time. Log out there, then try again."
  },
  SITE_NOT_AVAILABLE: {
    title: "The institution does not answer",
    text: "Its site is down or under maintenance. Please try again later."
  },
  CONNECTION_ERROR: {
    title: "The connection broke off",
    text: "We could not talk to the institution to the end. Please try again."
  },
  MERGE_ERROR: {
    title: "The data could not be kept",
    text: "Your data came, but we could not put it away. Please try again."
  },
  UNEXPECTED_ERROR: {
    title: "Something went wrong",
    text: "It is not your fault. Please try again, or come back later."
  },
  ITEM_USER_ALREADY_EXISTS: {
    title: "You are connected already",
    text: "There is a connection with this login. You do not need another one."
  },
  ITEM_IS_ALREADY_UPDATING: {
    title: "This login is in use right now",
    text: "A connection with the same login is running. Wait until it is done, then try again."
  },
  ITEM_CREATION_LIMIT_EXCEEDED: {
    title: "No more connections are possible",
    text: "The application has reached its limit. Please tell the people who run it."
  },
  CONNECTOR_OFFLINE: {
    title: "This institution does not work now",
    text: "We cannot connect to it at present. Please come back later."
  },
  TOO_MANY_CONSECUTIVE_LOGIN_FAILURES: {
    title: "Too many failed logins",
    text: "We wait for a while, so that the institution does not lock your access."
  },
  TOO_MANY_CONSECUTIVE_ERRORS: {
    title: "This connection failed too often",
    text: "We stopped trying. Please tell the application that sent you."
  },
  ITEM_IN_ERROR_COOLDOWN: {
    title: "Please wait a little",
    text: "The last try failed a moment ago. Please come back later."
  },
  CLIENT_IS_UPDATING_BEFORE_ALLOWED_FREQUENCY: {
    title: "Your data is fresh",
    text: "It was read not long ago. Please come back later."
  },
  ITEM_ORIGINAL_CONNECTED_WITH_DIFFERENT_ACCOUNT: {
    title: "This is another login",
    text: "This connection belongs to another login. Please use the one from the first time."
  },
  MFA_PARAMERTER_WAS_ALREADY_USED_ERROR: {
    title: "This code was used before",
    text: "Please wait for a new code and type that one."
  }
} satisfies Readonly<Record<string, Said>>

/** The errors of any language: the same codes. */
export type Errors = Readonly<Record<keyof typeof errors, Said>>
