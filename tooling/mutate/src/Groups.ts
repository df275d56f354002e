// Which rules are judged by mutants, in groups. A new module of a group's rules belongs in its list, or no mutant is made of it.

export interface Group {
  readonly name: string
  /** As in "Mutants of ...". */
  readonly title: string
  /** Files of the core's source, without `.ts`; `internal/*` are all of that folder. */
  readonly modules: ReadonlyArray<string>
}

export const groups: ReadonlyArray<Group> = [
  {
    name: "merge",
    title: "the merge",
    modules: ["Transactions", "Accounts", "Upsert", "Pairing", "internal/*"]
  },
  {
    name: "planned-reads",
    title: "planned reads",
    modules: ["PlannedReads", "Coverage", "DateInterval", "CivilDate"]
  },
  {
    name: "item-life",
    title: "the life of an Item",
    modules: ["ItemLife", "Execution", "UpdateRules", "UpdateRefusal", "Answering", "SameOwner", "Remedy", "WireStatus"]
  },
  { name: "auto-sync", title: "auto-sync", modules: ["AutoSync", "UpdateRecord", "Consent"] }
]

/** Those that are named, in their order here; all where none is. Throws on a name that no group has. */
export const named = (names: ReadonlyArray<string>): ReadonlyArray<Group> => {
  const known = groups.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`no group is called ${unknown}: there are ${known.join(", ")}`)
  return names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name))
}
