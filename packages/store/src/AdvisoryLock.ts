// The advisory locks that processes take on the database, all in one place: PostgreSQL knows them by number alone, and two rules that share
// one shut each other out without a word.
const first = 7_661_623_201n

/** Held while migrations run. */
export const migrations = first
/** Held while what is due is claimed. */
export const claims = first + 1n
/** Held by a process for as long as it uses the database; shared by those that are many. */
export const processes = first + 2n
