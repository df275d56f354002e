// Whom the portal knows, in a database that it reads. The portal's own demonstration takes each name for its password, so that nobody could
// tell the two apart where one of them leaks.
import { DatabaseSync } from "node:sqlite"

import type { Credentials } from "./Enrolment.ts"

export const table = "people"

/** Makes the database. */
export const write = (path: string, people: ReadonlyArray<Credentials>): void => {
  const database = new DatabaseSync(path)
  try {
    database.exec(`create table ${table} (uid text primary key, password text not null)`)
    const insert = database.prepare(`insert into ${table} values (?, ?)`)
    for (const { password, user } of people) insert.run(user, password)
  } finally {
    database.close()
  }
}
