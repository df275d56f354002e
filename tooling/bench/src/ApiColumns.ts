// The columns of a table as the product's own statements read them, for those that are written by hand.

/** `table.created_at as "createdAt"` for each of these fields, which stand apart by spaces. */
export const columns = (table: string, fields: string): string =>
  fields
    .split(" ")
    .map((field) => `${table}.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as "${field}"`)
    .join(", ")
