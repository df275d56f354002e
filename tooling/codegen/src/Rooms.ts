/** The rooms of the picture, as the package.json files tell them; all connectors are one room, whatever their number. */
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

import type { Room } from "./RoomsPicture.ts"

interface Manifest {
  readonly name: string
  readonly description?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

interface Member extends Manifest {
  readonly group: string
  readonly folder: string
}

const membersOf = (root: string, group: string): ReadonlyArray<Member> =>
  existsSync(join(root, group))
    ? readdirSync(join(root, group)).flatMap((folder) => {
        const file = join(root, group, folder, "package.json")
        return existsSync(file) ? [{ ...(JSON.parse(readFileSync(file, "utf8")) as Manifest), group, folder }] : [] // our own file
      })
    : []

const connectors = "connectors/*"

/** The packages, the connectors as one, and of tooling only what a package runs. */
export const rooms = (root: string): ReadonlyArray<Room> => {
  const members = ["packages", "connectors", "tooling"].flatMap((group) => membersOf(root, group))
  const roomOf = new Map(
    members.map(({ folder, group, name }) => [
      name,
      group === "packages" ? folder : group === "connectors" ? connectors : `${group}/${folder}`
    ])
  )
  const needsOf = (own: ReadonlyArray<Member>): ReadonlyArray<string> => [
    ...new Set(
      own.flatMap(({ dependencies = {} }) => Object.keys(dependencies).flatMap((name) => roomOf.get(name) ?? []))
    )
  ]
  const inGroup = (group: string) => members.filter((member) => member.group === group)
  const packages: ReadonlyArray<Room> = inGroup("packages").map((member) => ({
    name: member.folder,
    kind: "package",
    description: (member.description ?? "").replaceAll("`", ""),
    needs: needsOf([member])
  }))
  const used = new Set(packages.flatMap(({ needs }) => needs))
  const tools: ReadonlyArray<Room> = inGroup("tooling")
    .filter(({ folder }) => used.has(`tooling/${folder}`))
    .map((member) => ({
      name: `tooling/${member.folder}`,
      kind: "tooling",
      description: (member.description ?? "").replaceAll("`", ""),
      needs: needsOf([member])
    }))
  const plugged: Room = {
    name: connectors,
    kind: "connectors",
    description: "One folder an institution or protocol.",
    needs: needsOf(inGroup("connectors"))
  }
  return [...packages, ...(used.has(connectors) ? [plugged] : []), ...tools]
}
