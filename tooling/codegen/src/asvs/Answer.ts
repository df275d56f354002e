// What is answered to one requirement. Met says by which tests: one that names none would be a claim, so the types have no such thing.

/** A test, by the file that holds it and the words of its title. */
export interface Proof {
  readonly path: string
  readonly title: string
}

export type Verdict =
  | { readonly kind: "met"; readonly how: string; readonly proofs: readonly [Proof, ...ReadonlyArray<Proof>] }
  | { readonly kind: "not applicable"; readonly why: string }
  | { readonly kind: "open"; readonly why: string; readonly needs: string }

export interface Answer {
  readonly id: string
  /** What the requirement is about, in our own few words. */
  readonly subject: string
  readonly verdict: Verdict
}

/** The tests of a file, each called by its title. */
export const testsOf =
  (path: string) =>
  (title: string): Proof => ({ path, title })

export const met = (
  id: string,
  subject: string,
  how: string,
  ...proofs: readonly [Proof, ...ReadonlyArray<Proof>]
): Answer => ({ id, subject, verdict: { kind: "met", how, proofs } })

/** What is not so, or of which no test shows that it is; `needs` says what would answer it. */
export const open = (id: string, subject: string, why: string, needs: string): Answer => ({
  id,
  subject,
  verdict: { kind: "open", why, needs }
})

/** Requirements that have nothing here to hold of, for one reason: their numbers with their subjects. */
export const notApplicable = (why: string, subjects: Readonly<Record<string, string>>): ReadonlyArray<Answer> =>
  Object.entries(subjects).map(([id, subject]) => ({ id, subject, verdict: { kind: "not applicable", why } }))
