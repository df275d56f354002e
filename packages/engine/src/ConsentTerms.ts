// For how long a consent is given. It ends when it is withdrawn, or with its Item.

/** Days; null: it does not expire. */
export const days: number | null = null
