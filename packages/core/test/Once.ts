// Work that several tests look at, done when the first of them asks: the loading of a file stays quick, and what the work met is counted
// for a test.

/** What `make` makes, made at the first call. */
export const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}
