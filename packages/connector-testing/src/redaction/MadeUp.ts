// How numbers begin that were made up, so that whoever looks for somebody's numbers knows them. No institution gives such out: no
// company has a number as high, no card a bank of zeros, no account in an IBAN one either. CPFs have no such range, so one is taken.

export const cpf = "000"
export const cnpj = "999"
export const card = "400000"
export const iban = "0000"
/** What stands behind the area, and a leading nine. */
export const phone = "0000"
