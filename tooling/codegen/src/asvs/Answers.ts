// Every answer, in the standard's order: one of each requirement of levels 1 and 2, which the repository's tests count.
import type { Answer } from "./Answer.ts"
import { architecture, logging, media } from "./Architecture.ts"
import { authentication } from "./Authentication.ts"
import { configuration, dataProtection } from "./Configuration.ts"
import { communication, cryptography } from "./Cryptography.ts"
import { encoding } from "./Encoding.ts"
import { frontEnd } from "./FrontEnd.ts"
import { oauthAnswers } from "./OAuth.ts"
import { files, service } from "./Service.ts"
import { authorization, selfContained, sessions } from "./Sessions.ts"
import { validation } from "./Validation.ts"

/** The answers. */
export const answers: ReadonlyArray<Answer> = [
  ...encoding,
  ...validation,
  ...frontEnd,
  ...service,
  ...files,
  ...authentication,
  ...sessions,
  ...authorization,
  ...selfContained,
  ...oauthAnswers,
  ...cryptography,
  ...communication,
  ...configuration,
  ...dataProtection,
  ...architecture,
  ...logging,
  ...media
].toSorted(({ id }, other) => id.localeCompare(other.id, "en", { numeric: true }))
