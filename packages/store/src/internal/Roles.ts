// The two roles that Tomada works as, and the setting by which a transaction of the one for applications bears whose it is. PostgreSQL
// knows roles for all its databases together: every Tomada of a server shares these two.

/** Sees the rows of all: what runs for nobody in particular. */
export const house = "tomada_house"
/** Sees the rows of the application that its transaction bears, and none without. */
export const tenant = "tomada_tenant"
/** Names that application. */
export const setting = "tomada.application"

/** An identifier as PostgreSQL reads any. */
export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`
