/**
 * The table of connectors for people. A tier falls as days go by, and what is generated must not: it says what the tier was on the day of
 * the newest thing that was found, and on which days it falls unless something new is.
 */
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import type { Connector } from "@tomada/connector-kit"
import { Manifest, Quality, QualityCourse } from "@tomada/core"
import { DateTime } from "effect"

import type { Found } from "./Evidence.ts"

export const path = "docs/connectors.md"

const preamble = `# Connectors

What each connector is, and how far it can be trusted: bronze, silver, gold or platinum, worked out from what the contract found of its
recordings and from instances that looked at the institution itself. Nobody asserts a tier, and what grows old takes it away again, so a
tier stands here with its days; \`pnpm connector list\` and \`GET /tomada/connectors\` tell that of today. This page is generated; do not
edit it. What the tiers need stands in [Prove a connector](guides/prove-a-connector.md#5-live-and-the-tier).
`

const widthOf = (text: string): number => Array.from(text).length

const drawn = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const escaped = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))
  const widths = (escaped[0] ?? []).map((_, column) => Math.max(3, ...escaped.map((row) => widthOf(row[column] ?? ""))))
  const pad = (cell: string, column: number): string => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell))
  const [head = "", ...below] = escaped.map((row) => `| ${row.map(pad).join(" | ")} |`)
  return [head, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...below].join("\n")
}

const day = DateTime.formatIsoDateUtc

const words = (all: ReadonlyArray<string>): string => (all.length === 0 ? "–" : all.join(", "))

/** `gold on 2026-11-23, silver from 2026-12-23, none from 2027-11-23`. */
const ofTier = (evidence: Quality.Evidence): string => {
  const newest = QualityCourse.newest(evidence)
  if (newest === null) return "none"
  const later = QualityCourse.of(evidence).filter(({ since }) => DateTime.isGreaterThan(since, newest))
  return [
    `${Quality.at(evidence, newest).tier ?? "none"} on ${day(newest)}`,
    ...later.map(({ since, tier }) => `${tier ?? "none"} from ${day(since)}`)
  ].join(", ")
}

const recorded = ({ recordings }: Quality.Evidence): string => {
  const days = [...new Set(recordings.map(({ recordedAt }) => day(recordedAt)))].toSorted()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return "–"
  return `${recordings.length}, ${first === last ? first : `${first} to ${last}`}`
}

const plain = (text: string): string => text.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1")

const trusted = ({ slug, version }: Manifest.Manifest, evidence: Quality.Evidence | undefined) => {
  const name = `\`${slug}\``
  if (evidence === undefined || evidence.version !== version) {
    const [why = ""] = evidence === undefined ? Quality.unknown.lacks : [`found of version ${evidence.version}`]
    return [name, version, `none: ${why}`, "–", "–", "–", "–"]
  }
  const { Exempt, Failed, Passed, Unaudited } = Quality.totals(evidence)
  const confirmed = QualityCourse.confirmedAt(evidence)
  return [
    name,
    version,
    ofTier(evidence),
    recorded(evidence),
    confirmed === null ? "–" : day(confirmed),
    [Passed, Failed, Unaudited, Exempt].join(" / "),
    evidence.owner === null ? "–" : plain(evidence.owner)
  ]
}

const isOf = (manifest: Manifest.Manifest) => [
  `\`${manifest.slug}\``,
  String(manifest.id),
  manifest.institution.name,
  manifest.institution.country,
  manifest.transport,
  words(Manifest.products(manifest)),
  words(manifest.challenges)
]

/** Text of the page. */
export const catalogue = (manifests: ReadonlyArray<Manifest.Manifest>, found: Found): string =>
  [
    preamble,
    "## What they are\n",
    `${drawn([["Connector", "Number", "Name", "Country", "Transport", "Products", "Challenges"], ...manifests.map(isOf)])}\n`,
    "## How far they can be trusted\n",
    "Checks are counted as passed / failed / unaudited / exempt.\n",
    `${drawn([
      ["Connector", "Version", "Tier", "Recorded", "Confirmed", "Checks", "Owner"],
      ...manifests.map((manifest) => trusted(manifest, found.get(manifest.slug)))
    ])}\n`
  ].join("\n")

/** The manifests of these folders of `connectors`, as they are and not as they were installed; rejects where one does not load. */
export const manifestsIn = async (root: string, folders: ReadonlyArray<string>) => {
  const all: Array<Manifest.Manifest> = []
  for (const folder of folders) {
    const address = pathToFileURL(join(root, "connectors", folder, "src/index.ts")).href
    const { connectors } = (await import(address)) as { readonly connectors: ReadonlyArray<Connector.Connector> } // as the registry reads it
    all.push(...connectors.map(({ manifest }) => manifest))
  }
  return all
}
